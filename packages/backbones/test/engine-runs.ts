import { LiftError, type BackboneModel, type HostTensor, type TensorMap } from "@liftjs/contracts";
import { createEngine, type Engine, type EngineName, type HostArray } from "@liftjs/core-tensor";
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { createScope } from "@liftjs/core-tensor";

type Values = Readonly<Record<string, HostTensor>>;

/** The engine of a name, or null, with a word about it, where this machine has not set it up. */
export async function engineOrNull(name: EngineName): Promise<Engine | null> {
  try {
    return await createEngine(name);
  } catch (error) {
    if (!LiftError.is(error) || error.code !== "ENGINE") throw error;
    console.info(`not tested on the engine "${name}": ${error.message}`);
    return null;
  }
}

/** What a function of a model's values and some inputs gives, as a Program of the engine. */
async function runOn(
  engine: Engine,
  values: Values,
  inputs: Readonly<Record<string, HostArray>>,
  f: (inputs: TensorMap, parameters: TensorMap) => Tensor,
): Promise<Float32Array> {
  const names = Object.keys(values);
  const specs = Object.entries(inputs).map(
    ([name, { shape, data }]) =>
      [name, { shape, dtype: data instanceof Int32Array ? "int32" : "float32" } as const] as const,
  );
  const program = engine.program({
    state: names.map((name) => ({ name, shape: values[name]!.shape })),
    entries: {
      only: {
        inputs: Object.fromEntries(specs),
        run: (fed, state) => ({ out: f(fed, Object.fromEntries(names.map((name) => [name, state.read(name)]))) }),
      },
    },
  });
  try {
    await program.write(values);
    return (await program.run("only", inputs))["out"]!.data as Float32Array;
  } finally {
    program.dispose();
  }
}

/** Features of images `[B, D]`. */
export const featuresOn = (
  engine: Engine,
  model: BackboneModel,
  values: Values,
  images: HostTensor,
): Promise<Float32Array> =>
  runOn(engine, values, { images }, (fed, parameters) =>
    model.forward(fed["images"] as Tensor4D, createScope({ parameters })),
  );

/** Features of token rows `[n, P]`. */
export function textFeaturesOn(
  engine: Engine,
  model: BackboneModel,
  values: Values,
  tokens: HostTensor,
  ends: readonly number[],
): Promise<Float32Array> {
  const inputs = {
    tokens: { shape: tokens.shape, data: Int32Array.from(tokens.data) },
    ends: { shape: [ends.length], data: Int32Array.from(ends) },
  };
  return runOn(engine, values, inputs, (fed, parameters) =>
    model.text!.forward(fed["tokens"] as Tensor2D, createScope({ parameters }), fed["ends"] as Tensor1D),
  );
}
