/** What recording a training step costs: node record.mjs [model] [batch]. Nothing is executed. */
import { createEngine } from "@liftjs/core-tensor";
import { cellOf, taskOf } from "./cell.mjs";
import { models } from "./models.mjs";

const [name = "vit-b16-224", batch = "128"] = process.argv.slice(2);
const engine = await createEngine("graph", { threads: 1 });
const before = process.memoryUsage.rss();
const from = performance.now();
engine.program(taskOf(cellOf(models[name]), { task: "train", batch: Number(batch) }).definition);
const seconds = (performance.now() - from) / 1000;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  `${name}, batch ${batch}: recorded in ${seconds.toFixed(1)} s, peak ${(peak / 1e6).toFixed(0)} MB, of which ${(before / 1e6).toFixed(0)} MB before`,
);
