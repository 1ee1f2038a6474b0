/** Eight training steps of a small transformer on the compiled engine and in plain JavaScript: their losses, and whether they agree. */
import { trainer } from "./steps.mjs";

const model = {
  ...{ family: "vit", resolution: 32, patch: 8, width: 64, blocks: 3, heads: 2 },
  ...{ tuning: "adaptformer", bottleneck: 4, classes: 10 },
};

async function losses(engine) {
  const { step, description, dispose } = await trainer(engine, model, 8);
  const values = [];
  for (let i = 0; i < 8; i++) values.push(await step());
  dispose();
  return { description, values };
}

const [fast, plain] = [await losses("graph"), await losses("cpu")];
const off = Math.max(...fast.values.map((value, i) => Math.abs(value - plain.values[i])));
for (const { description, values } of [fast, plain])
  console.log(`${description}: ${values.map((v) => v.toFixed(6)).join(" ")}`);
console.log(`largest difference ${off.toExponential(1)}`);
if (!(off < 1e-4)) {
  console.error(`the losses differ by ${off.toExponential(1)}, more than 1e-4`);
  process.exit(1);
}
