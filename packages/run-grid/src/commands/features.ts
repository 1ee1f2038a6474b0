import type { CommandModule } from "yargs";
import { LiftError, type HostTensors } from "@liftjs/contracts";
import { createEngine, type Engine } from "@liftjs/core-tensor";
import { writeSafetensors } from "@liftjs/tensor-files";
import { evaluateName, featureProgram, frozenValues, type CellModel } from "@liftjs/training";
import { needTensor, note, openTensors, readModelWeights, say } from "./common.js";
import { frozenModel, withFeatureFlags, type FeatureFlags } from "./frozen-model.js";

const AT_ONCE = 32;

async function featuresOf(
  engine: Engine,
  model: CellModel,
  weights: HostTensors,
  images: Float32Array,
  n: number,
): Promise<Float32Array> {
  const { resolution } = model.backbone.facts;
  const width = model.backbone.host.featureWidth;
  const sizes = Array.from({ length: Math.ceil(n / AT_ONCE) }, (_, i) => Math.min(AT_ONCE, n - i * AT_ONCE));
  const program = engine.program(featureProgram(model, sizes, "float32"));
  const out = new Float32Array(n * width);
  try {
    await program.write(frozenValues(model, weights));
    let done = 0;
    for (const size of sizes) {
      const stride = resolution ** 2 * 3;
      const data = images.slice(done * stride, (done + size) * stride);
      const { features } = await program.run(evaluateName(size), {
        input: { shape: [size, resolution, resolution, 3], data },
      });
      out.set(features!.data, done * width);
      done += size;
    }
    return out;
  } finally {
    program.dispose();
  }
}

async function runFeatures(a: FeatureFlags & { images: string }): Promise<void> {
  const { chosen, model } = await frozenModel(a);
  const file = openTensors(a.images);
  const [n, height, width] = needTensor(file, a.images, "images", ["n", "height", "width", "3"]) as [
    number,
    number,
    number,
  ];
  const { resolution } = model.backbone.facts;
  if (height !== resolution || width !== resolution)
    throw new LiftError(
      "SHAPE",
      `the images are ${height} × ${width}; this backbone takes ${resolution} × ${resolution} (its option "resolution")`,
    );
  const weights = await readModelWeights(chosen, a.weights);
  const engine = await createEngine(a.engine, { log: note });
  try {
    const features = await featuresOf(engine, model, weights, file.read("images").data, n);
    writeSafetensors(a.out, { features: { shape: [n, features.length / n], data: features } });
    say(`features [${n}, ${features.length / n}] of ${n} images, written to ${a.out}`);
  } finally {
    engine.dispose();
  }
}

/** `lift features`: features of given, normalised images. */
export const featuresCommand: CommandModule<object, FeatureFlags & { images: string }> = {
  command: "features",
  describe: "features of normalised images",
  builder: (y) =>
    withFeatureFlags(y).option("images", {
      type: "string",
      demandOption: true,
      describe: "safetensors with images [n, height, width, 3]",
    }) as never,
  handler: runFeatures,
};
