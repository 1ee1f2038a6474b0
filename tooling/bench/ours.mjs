/** One measurement of our engine: node ours.mjs '{"model":"vit-b16-224","task":"train","batch":8,"steps":5,"threads":2,"engine":"graph"}' */
import { createEngine, randomStream } from "@liftjs/core-tensor";
import { models } from "./models.mjs";
import { backboneShapes, definition, tunerShapes } from "./vit.mjs";

const job = { engine: "graph", precision: "float32", warmup: 2, ...JSON.parse(process.argv[2]) };
const model = models[job.model];
const size = (shape) => shape.reduce((a, b) => a * b, 1);
const random = randomStream(0);

/** Values of PyTorch's usual sizes: norms start as 1, matrices small. */
function values(name, shape) {
  const data = new Float32Array(size(shape));
  if (name.includes("norm") && name.endsWith("weight")) data.fill(1);
  else if (!name.endsWith("bias")) for (let i = 0; i < data.length; i++) data[i] = 0.04 * (random.uniform() - 0.5);
  return { shape, data };
}

const start = performance.now();
const engine = await createEngine(job.engine, { threads: job.threads });
const program = engine.program(definition(model, job.batch, job.precision));
const recorded = performance.now();
const shapes = { ...backboneShapes(model), ...tunerShapes(model) };
await program.write(Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, values(name, shape)])));
const images = values("images", [job.batch, model.resolution, model.resolution, 3]);
const labels = { shape: [job.batch], data: Int32Array.from({ length: job.batch }, (_, i) => i) };
const rate = { shape: [], data: Float32Array.of(0.01) };
const inputs = job.task === "train" ? { images, labels, rate } : { images };
const milliseconds = [];
const processorMilliseconds = [];
const resident = [];
for (let i = 0; i < job.warmup + job.steps; i++) {
  const from = performance.now();
  const before = process.cpuUsage();
  await program.run(job.task, inputs);
  if (i < job.warmup) continue;
  milliseconds.push(performance.now() - from);
  const used = process.cpuUsage(before);
  processorMilliseconds.push((used.user + used.system) / 1000);
  resident.push(process.memoryUsage.rss());
}
console.log(
  JSON.stringify({
    engine: engine.description,
    recordSeconds: (recorded - start) / 1000,
    milliseconds,
    processorMilliseconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    resident: [resident[0], resident.at(-1)],
  }),
);
