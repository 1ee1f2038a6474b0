/** One side of the bench: our engine. Takes a job as JSON, then runs a step for every line on standard input. */
import { createEngine, randomStream } from "@liftjs/core-tensor";
import { serve } from "./serve.mjs";
import { backboneShapes, definition, tunerShapes } from "./vit.mjs";

const job = { engine: "graph", precision: "float32", ...JSON.parse(process.argv[2]) };
const { model } = job;
const size = (shape) => shape.reduce((a, b) => a * b, 1);
const random = randomStream(0);

/** Values of PyTorch's usual sizes: norms start as 1, biases as 0, matrices small. */
function values(name, shape) {
  const data = new Float32Array(size(shape));
  if (name.includes("norm") && name.endsWith("weight")) data.fill(1);
  else if (!name.endsWith("bias")) for (let i = 0; i < data.length; i++) data[i] = 0.04 * (random.uniform() - 0.5);
  return { shape, data };
}

const from = performance.now();
const engine = await createEngine(job.engine, { threads: job.threads });
const program = engine.program(definition(model, job.batch, job.precision));
const recordSeconds = (performance.now() - from) / 1000;
const shapes = { ...backboneShapes(model), ...tunerShapes(model) };
await program.write(Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, values(name, shape)])));
const images = values("images", [job.batch, model.resolution, model.resolution, 3]);
const labels = { shape: [job.batch], data: Int32Array.from({ length: job.batch }, (_, i) => i % model.classes) };
const rate = { shape: [], data: Float32Array.of(0.01) };
const inputs = job.task === "train" ? { images, labels, rate } : { images };

await serve(() => program.run(job.task, inputs), { engine: engine.description, recordSeconds });
