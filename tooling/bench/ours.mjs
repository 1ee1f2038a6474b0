/** One side of the bench: our engine. Takes a job as JSON, then runs a step for every line on standard input. */
import { createEngine, randomStream } from "@liftjs/core-tensor";
import { cellOf, taskOf } from "./cell.mjs";
import { productsTask } from "./products.mjs";
import { serve } from "./serve.mjs";

const job = { engine: "graph", precision: "float32", ...JSON.parse(process.argv[2]) };
const { resolution, classes } = job.model;
const random = randomStream(0);

/** Values of PyTorch's usual sizes: norms start as 1, biases and momentum as 0, matrices small. */
function values(name, shape) {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (name.endsWith("variance") || (name.includes("norm") && name.endsWith("weight"))) data.fill(1);
  else if (!/(bias|mean)$/.test(name) && !name.startsWith("momentum"))
    for (let i = 0; i < data.length; i++) data[i] = 0.04 * (random.uniform() - 0.5);
  return { shape, data };
}

const from = performance.now();
const engine = await createEngine(job.engine, { threads: job.threads });
const { definition, entry } =
  job.task === "products" ? productsTask(job.model, job.batch) : taskOf(cellOf(job.model), job);
const program = engine.program(definition);
const recordSeconds = (performance.now() - from) / 1000;
for (const { name, shape } of definition.state) await program.write({ [name]: values(name, shape) });
const scalar = (value) => ({ shape: [], data: Float32Array.of(value) });
const images = values("images", [job.batch, resolution, resolution, 3]);
const labels = { shape: [job.batch], data: Int32Array.from({ length: job.batch }, (_, i) => i % classes) };
const inputs = {
  forward: { input: images },
  train: {
    input: images,
    labels,
    divisor: scalar(job.batch),
    share: scalar(1),
    progress: scalar(0),
    tunerRate: scalar(0.01),
    headRate: scalar(0.01),
  },
  products: { value: scalar(1) },
};

await serve(() => program.run(entry, inputs[job.task]), { engine: engine.description, recordSeconds });
