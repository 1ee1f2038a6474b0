import { defineClassifier, defineLoss, sizeOf, type HostTensors, type TensorMap } from "@liftjs/contracts";
import { constantValues, randomStream } from "@liftjs/core-tensor";
import { cellProgram, entrySizes, Stepper, wholeState, type ProgramPlan } from "@liftjs/training";
import type { Scalar } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { plainEngine } from "./engines.js";
import { tinyTransformer } from "./tiny-models.js";
import { cellOf } from "./training-steps.js";

/** What a few steps downhill give. */
export interface Descent {
  /** The value before each step. */
  readonly losses: readonly number[];
  /** Gradients of the first step. */
  readonly first: Readonly<Record<string, Float32Array>>;
}

const none = z.strictObject({});
const emptyHead = defineClassifier("no-head", none, () => ({
  parameters: [],
  scale: 1,
  directional: false,
  logits: (features) => features,
}));

/** A cell of nothing but a loss that trains the given values: what is fed to it plays no part. */
function cellOfValues(start: HostTensors, objective: (values: TensorMap) => Scalar) {
  const names = Object.keys(start);
  const loss = defineLoss("objective", none, () => ({
    parameters: Object.entries(start).map(([name, { shape }]) => ({ name, shape, initial: constantValues(shape, 0) })),
    wholeBatch: ({ own }) => objective(Object.fromEntries(names.map((name) => [name, own(name)]))),
  }));
  const facts = { classes: 1, classCounts: [1] };
  return cellOf({
    model: tinyTransformer(),
    facts,
    classifier: { plugin: emptyHead, options: {} },
    loss: { plugin: loss, options: {} },
    optimizer: { schedule: "constant" },
  });
}

/** Steps of SGD with momentum 0.9 and weight decay 5e-4 on everything that a scalar function takes, by training's own stepper. */
export async function descend(
  start: HostTensors,
  objective: (values: TensorMap) => Scalar,
  rate: number,
  steps: number,
): Promise<Descent> {
  const { model, optimizer } = cellOfValues(start, objective);
  const splitting = { batch: 1, micro: 1, steps: 1 };
  const training = entrySizes([1], splitting, false);
  const plan: ProgramPlan = {
    model,
    optimizer,
    feed: "features",
    training,
    evaluations: [],
    precision: "float32",
    trace: true,
  };
  const definition = cellProgram(plan);
  const program = (await plainEngine()).program(definition);
  const shape = [model.backbone.host.featureWidth];
  const batches = Array.from({ length: steps }, (_, step) => ({
    labels: Int32Array.of(0),
    rates: { tuner: rate, head: rate },
    progress: step / steps,
    random: randomStream(1, "step", step),
    inputs: () => Promise.resolve(new Float32Array(sizeOf(shape))),
  }));
  try {
    const named = Object.fromEntries(Object.entries(start).map(([name, value]) => [`loss.${name}`, value]));
    await program.write(wholeState(definition, named));
    const losses: number[] = [];
    let first: Record<string, Float32Array> = {};
    for await (const { loss, gradients } of new Stepper({ program, model, shape, splitting, trace: true }).run(batches))
      if (losses.push(loss) === 1)
        first = Object.fromEntries(
          Object.keys(start).map((n) => [n, gradients[`loss.${n}`]?.data ?? new Float32Array()]),
        );
    return { losses, first };
  } finally {
    program.dispose();
  }
}
