import { LiftError, type TensorMap } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
// tfjs-core's build for Node carries no gradients; this registers them all.
import "../generated/tfjs-gradients.js";
import { replaceReductionGradients } from "./fused/reduction-gradients.js";

replaceReductionGradients();

export interface ValueAndGradients {
  readonly value: tf.Scalar;
  /** `∂value/∂p` by the names of the parameters, each of its parameter's shape. */
  readonly gradients: Record<string, tf.Tensor>;
}

/** A name and its gradient, which tfjs leaves out where the value does not depend on the tensor. */
type Found = readonly [name: string, gradient: tf.Tensor | null | undefined];
const isGiven = (found: Found): found is readonly [string, tf.Tensor] => found[1] != null;

/**
 * The value of a scalar function of named tensors, and its gradient with respect to each of them.
 * `gradients[p] = ∂f/∂p`, of the shape of p
 * Nothing is differentiated that is not named: tensors that `f` merely closes over cost no backward pass.
 * @param parameters by name; none gives no gradients
 * @returns tensors owned by the caller
 * @throws LiftError `SITE` naming the parameters on which the value does not depend
 */
export function valueAndGradients(f: (parameters: TensorMap) => tf.Scalar, parameters: TensorMap): ValueAndGradients {
  const names = Object.keys(parameters);
  if (names.length === 0) return { value: tf.tidy(() => f({})), gradients: {} };
  const named = (): tf.Scalar => f(parameters);
  const { value, grads } = tf.engine().gradients(named, Object.values(parameters), undefined, true);
  const found = names.map((name, i): Found => [name, grads[i]]);
  const unused = found.filter(([, g]) => g == null).map(([name]) => name);
  if (unused.length > 0) {
    tf.dispose([value, ...found.flatMap(([, g]) => g ?? [])]);
    throw new LiftError(
      "SITE",
      `the loss does not depend on ${unused.join(", ")}; remove it from what is trained, or use it`,
    );
  }
  return { value, gradients: Object.fromEntries(found.filter(isGiven)) };
}
