import { LiftError, sizeOf, type HostTensor, type HostTensors, type ParameterSpec } from "@liftjs/contracts";
import { randomStream } from "./random.js";

function valuesOf({ name, fromModel, initial }: ParameterSpec, seed: number, model: HostTensors): Float32Array {
  if (fromModel) return fromModel(model);
  if (initial) return initial(randomStream(seed, name));
  throw new LiftError(
    "WEIGHTS",
    `"${name}" has no starting values; give it "initial" or "fromModel", or read it from weights`,
  );
}

/**
 * Starting values of declared tensors, each from a random stream of its own, so that order does not matter.
 * @param model values of the backbone, for tensors that start from them
 * @throws LiftError `WEIGHTS` for a tensor that says no start, `SHAPE` where a start has another number of values than the shape
 */
export function startingValues(
  specs: readonly ParameterSpec[],
  seed: number,
  model: HostTensors = {},
): Record<string, HostTensor> {
  return Object.fromEntries(
    specs.map((spec) => {
      const data = valuesOf(spec, seed, model);
      if (data.length !== sizeOf(spec.shape))
        throw new LiftError(
          "SHAPE",
          `the start of "${spec.name}" has ${data.length} values for shape [${spec.shape.join(", ")}]`,
        );
      return [spec.name, { shape: spec.shape, data }];
    }),
  );
}
