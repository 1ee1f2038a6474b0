import { LiftError } from "@liftjs/contracts";
import type { Engine, Program } from "@liftjs/core-tensor";
import { parseOptimizer } from "@liftjs/records";
import { cellProgram, evaluateName, floatsOf, frozenValues, wholeState } from "@liftjs/training";
import type { Outputs, TunedModel } from "../tuned-model.js";

/** Runs normalised images through a tuned model whose values are in an engine. */
export interface Runner {
  /** Images that pass at once at most. */
  readonly atOnce: number;
  /** @param images `[n, height, width, 3]` */
  run(images: Float32Array, n: number): Promise<Outputs>;
  dispose(): void;
}

/** Sizes of batches: powers of two, so that one photo does not cost as much as a full batch. */
function sizesUpTo(most: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, i) => 2 ** i);
  return [...powers, most];
}

function smallestFor(sizes: readonly number[], n: number): number {
  const found = sizes.find((size) => size >= n);
  if (found === undefined) throw new LiftError("SHAPE", `a batch of ${n} images is more than the model takes at once`);
  return found;
}

async function open(tuned: TunedModel, engine: Engine, sizes: readonly number[]): Promise<Program> {
  const definition = cellProgram({
    model: tuned.model,
    optimizer: parseOptimizer({}),
    feed: "images",
    evaluations: sizes,
    precision: tuned.precision,
  });
  const program = engine.program(definition);
  await program.write(wholeState(definition, { ...frozenValues(tuned.model, tuned.base.values), ...tuned.values }));
  return program;
}

/** Put a tuned model's values into an engine. The caller disposes of the runner, and then of the engine. */
export async function openRunner(tuned: TunedModel, engine: Engine, atOnce: number): Promise<Runner> {
  const sizes = sizesUpTo(atOnce);
  const program = await open(tuned, engine, sizes);
  const { resolution } = tuned.image;
  const stride = resolution ** 2 * 3;
  const { classes } = tuned.model;
  const width = tuned.model.backbone.host.featureWidth;
  async function part(images: Float32Array, n: number): Promise<Outputs> {
    const size = smallestFor(sizes, n);
    const data = new Float32Array(size * stride);
    data.set(images);
    const out = await program.run(evaluateName(size), { input: { shape: [size, resolution, resolution, 3], data } });
    return {
      logits: floatsOf(out, "logits").subarray(0, n * classes),
      features: floatsOf(out, "features").subarray(0, n * width),
    };
  }
  return {
    atOnce,
    async run(images, n) {
      const logits = new Float32Array(n * classes);
      const features = new Float32Array(n * width);
      for (let from = 0; from < n; from += atOnce) {
        const count = Math.min(atOnce, n - from);
        const out = await part(images.subarray(from * stride, (from + count) * stride), count);
        logits.set(out.logits, from * classes);
        features.set(out.features, from * width);
      }
      return { logits, features };
    },
    dispose: () => {
      program.dispose();
    },
  };
}
