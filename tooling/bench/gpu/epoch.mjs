/** Seconds of one epoch with CIFAR-100-LT's shapes: 10,847 images (ratio 100) at 224², ViT-B/16 with AdaptFormer, batch 128. */
import { parseArgs } from "node:util";
import { models } from "../models.mjs";
import { trainer } from "./steps.mjs";

const text = (value) => ({ type: "string", default: value });
const { values: flags } = parseArgs({
  options: { model: text("vit-b16-224"), images: text("10847"), batch: text("128"), precision: text("bfloat16") },
});
const batch = Number(flags.batch);
const steps = Math.ceil(Number(flags.images) / batch);
const { step, description, dispose } = await trainer("graph", models[flags.model], batch, flags.precision);
const first = await step();
const from = performance.now();
let last = first;
for (let i = 0; i < steps; i++) last = await step();
const seconds = (performance.now() - from) / 1000;
dispose();
console.log(
  `${description}, ${flags.model}, ${flags.precision}: ${steps} steps of ${batch} in ${seconds.toFixed(1)} s (${((steps * batch) / seconds).toFixed(0)} images a second), loss ${first.toFixed(3)} → ${last.toFixed(3)}`,
);
