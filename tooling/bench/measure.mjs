import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "./worker.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
export const medianOf = (side, key) => median(side.steps.map((step) => step[key]));
/** Step by step, since what else the machine does falls on neighbours alike. */
export const ratioOf = (ours, theirs, key) => median(ours.steps.map((step, i) => step[key] / theirs.steps[i][key]));

/** How far a side's quicker and slower quarter of steps lie apart, beside its median. */
function spreadOf(side) {
  const times = side.steps.map((step) => step.milliseconds).toSorted((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return (at(0.75) - at(0.25)) / at(0.5);
}

/** What each side is: "ours", "products" (its matrix products alone), "eager" or "compile". */
function start(side, job, python) {
  if (side === "ours") return new Worker(process.execPath, [here("ours.mjs"), JSON.stringify(job)]);
  if (side === "products")
    return new Worker(process.execPath, [here("ours.mjs"), JSON.stringify({ ...job, task: "products" })]);
  const script = job.model.family === "vit" ? "torch_vit.py" : "torch_resnet.py";
  const argument = JSON.stringify({ ...job, compile: side === "compile" });
  return new Worker(python, [here(script), argument], { OMP_NUM_THREADS: String(job.threads) });
}

/** Processor milliseconds that the whole machine has spent. */
const machineMilliseconds = () =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

/** Shares above which a measurement says more of the machine than of the engines. */
const LIMITS = { elsewhere: 0.1, spread: 0.1 };

/** Why a measurement is not to be trusted; empty where it is. */
export function doubts(sides, elsewhere) {
  const busy = elsewhere > LIMITS.elsewhere ? [`other work took ${(100 * elsewhere).toFixed(0)} % of the machine`] : [];
  const spread = Object.entries(sides)
    .map(([name, side]) => [name, spreadOf(side)])
    .filter(([, share]) => share > LIMITS.spread)
    .map(([name, share]) => `the steps of ${name} spread over ${(100 * share).toFixed(0)} %`);
  return [...busy, ...spread];
}

/** Every side takes a step in turn. @returns each side's steps, and the share of the machine that other work took meanwhile */
export async function measure(job, sides, { steps, warmup, python }) {
  const workers = Object.fromEntries(sides.map((side) => [side, start(side, job, python)]));
  for (const side of sides) await workers[side].answer();
  const taken = Object.fromEntries(sides.map((side) => [side, []]));
  for (let i = 0; i < warmup; i++) for (const side of sides) await workers[side].step();
  const [from, machine] = [performance.now(), machineMilliseconds()];
  for (let i = 0; i < steps; i++) for (const side of sides) taken[side].push(await workers[side].step());
  const own = Object.values(taken)
    .flat()
    .reduce((sum, step) => sum + step.processorMilliseconds, 0);
  const share = (machineMilliseconds() - machine - own) / ((performance.now() - from) * cpus().length);
  const about = Object.fromEntries(await Promise.all(sides.map(async (side) => [side, await workers[side].end()])));
  const measured = Object.fromEntries(sides.map((side) => [side, { ...about[side], steps: taken[side] }]));
  return { measured, elsewhere: Math.max(0, share) };
}
