import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readAdapter, writeAdapter } from "@liftjs/weights";
import type { TunedModel } from "../tuned-model.js";
import { modelCard } from "./card.js";
import type { Exporter } from "./forms.js";
import { largestDifference } from "./python-check.js";

const loading = `\`\`\`
lift predict FOLDER photo.jpg
\`\`\`

or, in TypeScript, \`await loadModel("FOLDER", …)\`. The base model's weights are fetched where a source is known.`;

/** Compare what was written with what was meant, tensor by tensor. */
function differenceOf({ values, base }: TunedModel, dir: string): number {
  const shapes = Object.fromEntries(Object.entries(values).map(([name, { shape }]) => [name, shape]));
  const { tensors } = readAdapter(dir, { shapes, base: base.sha256 });
  const none = new Float32Array();
  return Object.entries(values).reduce(
    (most, [name, { data }]) => Math.max(most, largestDifference(data, tensors[name]?.data ?? none)),
    0,
  );
}

/** The small file of trained values with what is needed to use it, and a card. */
export const adapterForm: Exporter = {
  name: "adapter",
  describe: "the trained values alone, for lift predict, serve and push, with a model card",
  write(model, dir) {
    const { sha256: _sha256, tensors: _tensors, ...meta } = model.record;
    writeAdapter(dir, { tensors: model.values, meta: { ...meta, name: model.name } });
    writeFileSync(join(dir, "README.md"), modelCard(model, loading));
    const difference = differenceOf(model, dir);
    return Promise.resolve({
      files: ["adapter.safetensors", "adapter.json", "README.md"],
      check: { done: true, difference, tolerance: 0, by: "reading it again" },
      notes: [],
    });
  },
};
