/**
 * Our engine against PyTorch, step by step in turn:
 *   pnpm bench [--models a,b] [--tasks forward,train] [--precision float32,bfloat16] [--batch 8] [--steps 5] [--warmup 2] [--threads N]
 *              [--torch eager,compile] [--table] [--torch-gradients tuned|all] [--blocks N] [--json] [--out file.json] [--docs]
 * $PYTHON names the Python that has torch; without one only ours runs. --table takes the rows of docs/performance.md, --docs writes them there.
 * A result that was measured while the machine did other work, or whose steps differ by more than a tenth, is marked as not valid.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { writeDocs } from "./docs.mjs";
import { doubts, measure, medianOf, ratioOf } from "./measure.mjs";
import { models, table } from "./models.mjs";

const text = (value) => ({ type: "string", default: value });
const { values: flags } = parseArgs({
  options: {
    models: text("vit-b16-224,vit-s14-98"),
    tasks: text("forward,train"),
    batch: text("8"),
    steps: text("5"),
    warmup: text("2"),
    threads: text(String(availableParallelism())),
    precision: text("float32"),
    torch: text("eager"),
    device: text("cpu"),
    // "all": PyTorch also computes the gradients of frozen weights, as code does that freezes by leaving them out of the optimiser.
    "torch-gradients": text("tuned"),
    out: text(""),
    blocks: text(""),
    table: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    docs: { type: "boolean", default: false },
  },
});
const list = (value) => value.split(",").filter(Boolean);
const python = process.env.PYTHON ?? "python3";
const say = (line) => (flags.json ? console.error(line) : console.log(line));
const hasTorch = spawnSync(python, ["-c", "import torch"]).status === 0;
if (!hasTorch) say(`${python} has no torch: PyTorch is left out (set $PYTHON to one that has)`);

const unknown = list(flags.models).filter((name) => !models[name]);
if (unknown.length) {
  console.error(`no model "${unknown[0]}"; known: ${Object.keys(models).join(", ")}`);
  process.exit(2);
}

const chosen = list(flags.precision).flatMap((precision) =>
  list(flags.models).flatMap((name) =>
    list(flags.tasks).map((task) => ({ name, task, precision, batch: Number(flags.batch) })),
  ),
);

/** Which side of PyTorch is the faster one, where there is any. */
function fastest(measured) {
  const sides = ["eager", "compile"].filter((side) => measured[side]);
  return sides.sort((a, b) => medianOf(measured[a], "milliseconds") - medianOf(measured[b], "milliseconds"))[0];
}

function ratios(measured, against) {
  const { ours, products } = measured;
  const theirs = measured[against];
  return {
    time: ratioOf(ours, theirs, "milliseconds"),
    processors: ratioOf(ours, theirs, "processorMilliseconds"),
    memory: ours.peakBytes / theirs.peakBytes,
    ...(products ? { products: ratioOf(products, theirs, "milliseconds") } : {}),
  };
}

function report({ name, task, batch, precision, threads, measured, against, ratio, doubts: reasons }) {
  say(`${name} ${task}, batch ${batch}, ${threads} threads, ${precision}`);
  for (const [side, about] of Object.entries(measured)) {
    const took = `${medianOf(about, "milliseconds").toFixed(0)} ms (${medianOf(about, "processorMilliseconds").toFixed(0)} ms of processors)`;
    const memory = side === "products" ? "" : `, ${(about.peakBytes / 1e6).toFixed(0)} MB`;
    say(`  ${side === "products" ? "our matrix products alone" : about.engine}: ${took}${memory}`);
  }
  if (ratio) {
    const shown = Object.entries(ratio).map(([key, value]) => `${key} ${value.toFixed(2)}`);
    say(`  ours / ${against}: ${shown.join(", ")}`);
  }
  if (reasons.length) say(`  not valid: ${reasons.join("; ")}`);
}

/** Only a transformer's step has a floor of products written down. */
const sidesOf = (model, task) => [
  "ours",
  ...(hasTorch ? list(flags.torch) : []),
  ...(task === "train" && model.tuning === "adaptformer" ? ["products"] : []),
];

const results = [];
for (const row of flags.table ? table : chosen) {
  const model = { ...models[row.name], ...(flags.blocks ? { blocks: Number(flags.blocks) } : {}) };
  const more = { threads: Number(flags.threads), torchGradients: flags["torch-gradients"], device: flags.device };
  const job = { ...row, model, ...more };
  const options = { steps: Number(flags.steps), warmup: Number(flags.warmup), python };
  const { measured, elsewhere } = await measure(job, sidesOf(model, row.task), options);
  const against = fastest(measured);
  const reasons = doubts(measured, elsewhere);
  const result = { ...job, measured, elsewhere, valid: reasons.length === 0, doubts: reasons };
  results.push(against ? { ...result, against, ratio: ratios(measured, against) } : result);
  report(results.at(-1));
}
const record = { at: new Date().toISOString(), node: process.version, valid: results.every((r) => r.valid), results };
if (flags.out) writeFileSync(flags.out, JSON.stringify(record, null, 2));
if (flags.json) console.log(JSON.stringify(record, null, 2));
if (flags.docs) writeDocs(record);
