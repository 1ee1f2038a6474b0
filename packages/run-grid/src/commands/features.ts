import type { Argv } from "yargs";
import { defineCommand } from "../cli/define-command.js";
import { LiftError, type BackboneModel, type HostTensors } from "@liftjs/contracts";
import { createEngine, type Engine } from "@liftjs/core-tensor";
import { writeSafetensors } from "@liftjs/tensor-files";
import { evaluateName, featureProgram, firstItems, floatsOf, frozenModel, frozenValues, pass } from "@liftjs/training";
import { needTensor, note, openTensors, readModelWeights, say } from "./common.js";
import { chosenBackbone, withFeatureFlags, type FeatureFlags } from "./frozen-model.js";

const AT_ONCE = 32;

/** Features `[n, D]` of normalised images `[n, height, width, 3]`. */
async function featuresOf(
  engine: Engine,
  backbone: BackboneModel,
  weights: HostTensors,
  images: Float32Array,
  n: number,
): Promise<Float32Array> {
  const model = frozenModel(backbone);
  const { resolution } = backbone.facts;
  const width = backbone.host.featureWidth;
  const stride = resolution ** 2 * 3;
  const atOnce = Math.min(n, AT_ONCE);
  const program = engine.program(featureProgram(model, [atOnce], "float32"));
  const out = new Float32Array(n * width);
  const read = (items: Int32Array) => {
    const data = new Float32Array(items.length * stride);
    items.forEach((item, i) => data.set(images.subarray(item * stride, (item + 1) * stride), i * stride));
    return Promise.resolve({ input: { shape: [items.length, resolution, resolution, 3], data } });
  };
  try {
    await program.write(frozenValues(model, weights));
    const stretches = pass({ program, entry: evaluateName(atOnce), items: firstItems(n), atOnce, inputs: read });
    for await (const { from, count, outputs } of stretches)
      out.set(floatsOf(outputs, "features").subarray(0, count * width), from * width);
    return out;
  } finally {
    program.dispose();
  }
}

async function runFeatures(a: FeatureFlags & { images: string }): Promise<void> {
  const chosen = await chosenBackbone(a);
  const file = openTensors(a.images);
  const [n, height, width] = needTensor(file, a.images, "images", ["n", "height", "width", "3"]) as [
    number,
    number,
    number,
  ];
  const { resolution } = chosen.model.facts;
  if (height !== resolution || width !== resolution)
    throw new LiftError(
      "SHAPE",
      `the images are ${height} × ${width}; this backbone takes ${resolution} × ${resolution} (its option "resolution")`,
    );
  const weights = await readModelWeights(chosen, a.weights);
  const engine = await createEngine(a.engine, { log: note });
  try {
    const features = await featuresOf(engine, chosen.model, weights, file.read("images").data, n);
    writeSafetensors(a.out, { features: { shape: [n, features.length / n], data: features } });
    say(`features [${n}, ${features.length / n}] of ${n} images, written to ${a.out}`);
  } finally {
    engine.dispose();
  }
}

/** `lift features`: features of given, normalised images. */
export const featuresCommand = defineCommand({
  command: "features",
  describe: "features of normalised images",
  builder: (y: Argv) =>
    withFeatureFlags(y).option("images", {
      type: "string",
      demandOption: true,
      describe: "safetensors with images [n, height, width, 3]",
    }),
  handler: runFeatures,
});
