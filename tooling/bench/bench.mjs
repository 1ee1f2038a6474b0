/**
 * Our engine against PyTorch eager, step by step in turn: pnpm bench [--models a,b] [--tasks forward,train] [--batch 8] [--steps 5]
 * [--warmup 2] [--threads 2] [--precision float32] [--torch-gradients tuned|all] [--out file.json]. $PYTHON names the Python that has torch; without one only ours runs.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { models } from "./models.mjs";
import { Worker } from "./worker.mjs";

const text = (value) => ({ type: "string", default: value });
const { values: flags } = parseArgs({
  options: {
    models: text(Object.keys(models).join()),
    tasks: text("forward,train"),
    batch: text("8"),
    steps: text("5"),
    warmup: text("2"),
    threads: text("2"),
    precision: text("float32"),
    // "all": PyTorch also computes the gradients of frozen weights, as code does that freezes by leaving them out of the optimiser.
    "torch-gradients": text("tuned"),
    out: text(""),
    blocks: text(""),
  },
});
const python = process.env.PYTHON ?? "python3";
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const hasTorch = spawnSync(python, ["-c", "import torch"]).status === 0;
if (!hasTorch) console.log(`${python} has no torch: PyTorch is left out (set $PYTHON to one that has)`);

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

function start(side, job) {
  const argument = JSON.stringify(side === "products" ? { ...job, task: "products" } : job);
  const threads = { OMP_NUM_THREADS: String(job.threads) };
  return side !== "torch"
    ? new Worker(process.execPath, [here("ours.mjs"), argument])
    : new Worker(python, [here("torch_vit.py"), argument], threads);
}

/** Every side takes a step in turn, so that what else the machine does falls on all alike. */
async function measure(job, sides, steps, warmup) {
  const workers = Object.fromEntries(sides.map((side) => [side, start(side, job)]));
  for (const side of sides) await workers[side].answer();
  const taken = Object.fromEntries(sides.map((side) => [side, []]));
  for (let i = 0; i < warmup + steps; i++) {
    for (const side of sides) {
      const answer = await workers[side].step();
      if (i >= warmup) taken[side].push(answer);
    }
  }
  const about = Object.fromEntries(await Promise.all(sides.map(async (side) => [side, await workers[side].end()])));
  return Object.fromEntries(sides.map((side) => [side, { ...about[side], steps: taken[side] }]));
}

const medianOf = (side, key) => median(side.steps.map((step) => step[key]));
const ratioOf = (ours, theirs, key) => median(ours.steps.map((step, i) => step[key] / theirs.steps[i][key]));

function report(label, { ours, torch, products }) {
  const show = (side) =>
    `${medianOf(side, "milliseconds").toFixed(0)} ms (${medianOf(side, "processorMilliseconds").toFixed(0)} ms of processors), ${(side.peakBytes / 1e6).toFixed(0)} MB`;
  console.log(`${label}\n  ${ours.engine}: ${show(ours)}; recorded in ${ours.recordSeconds.toFixed(1)} s`);
  if (products) console.log(`  its matrix products alone: ${medianOf(products, "milliseconds").toFixed(0)} ms`);
  if (!torch) return {};
  const ratio = {
    time: ratioOf(ours, torch, "milliseconds"),
    processors: ratioOf(ours, torch, "processorMilliseconds"),
    memory: ours.peakBytes / torch.peakBytes,
    ...(products ? { products: ratioOf(products, torch, "milliseconds") } : {}),
  };
  console.log(`  ${torch.engine}: ${show(torch)}`);
  console.log(
    `  ratio: time ${ratio.time.toFixed(2)}, processors ${ratio.processors.toFixed(2)}, memory ${ratio.memory.toFixed(2)}` +
      (products ? `; the products alone, time ${ratio.products.toFixed(2)}` : ""),
  );
  return { ratio };
}

const results = [];
for (const name of flags.models.split(",")) {
  for (const task of flags.tasks.split(",")) {
    const model = { ...models[name], ...(flags.blocks ? { blocks: Number(flags.blocks) } : {}) };
    const job = {
      model,
      task,
      batch: Number(flags.batch),
      threads: Number(flags.threads),
      precision: flags.precision,
      torchGradients: flags["torch-gradients"],
    };
    const sides = ["ours", ...(hasTorch ? ["torch"] : []), ...(task === "train" ? ["products"] : [])];
    const measured = await measure(job, sides, Number(flags.steps), Number(flags.warmup));
    results.push({
      name,
      ...job,
      ...measured,
      ...report(`${name} ${task}, batch ${job.batch}, ${job.threads} threads, ${job.precision}`, measured),
    });
  }
}
if (flags.out)
  writeFileSync(flags.out, JSON.stringify({ at: new Date().toISOString(), node: process.version, results }, null, 2));
