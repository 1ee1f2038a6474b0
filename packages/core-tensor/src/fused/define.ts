import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

type Inputs = Readonly<Record<string, tf.Tensor>>;
type Attributes = Readonly<Record<string, number | boolean | string>>;

/** An operation of ours that tfjs runs and differentiates as one. */
export interface FusedOperation {
  readonly kernel: string;
  /** What it is in tfjs operations, for backends without a kernel for it. Absent: callers ask {@link hasKernel} first. */
  compute?(inputs: Inputs, attributes: Attributes): tf.Tensor;
  /** Gradients by input, each made only when it is asked for. `saved` are the inputs. */
  gradients?(dy: tf.Tensor, saved: Inputs, attributes: Attributes): Record<string, () => tf.Tensor>;
}

const hasGradient = (kernel: string): boolean => (tf.getGradient(kernel) as tf.GradConfig | undefined) !== undefined;

/** Whether the current backend has a kernel of its own. */
export const hasKernel = (kernel: string): boolean =>
  (tf.getKernel(kernel, tf.getBackend()) as tf.KernelConfig | undefined) !== undefined;

function ensureKernel({ kernel, compute }: FusedOperation): void {
  if (hasKernel(kernel)) return;
  if (!compute)
    throw new LiftError("KERNEL", `the engine "${tf.getBackend()}" has no kernel "${kernel}"; write it composed there`);
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) =>
    tf.tidy(() => compute(inputs as unknown as Inputs, (attrs ?? {}) as unknown as Attributes));
  tf.registerKernel({ kernelName: kernel, backendName: tf.getBackend(), kernelFunc });
}

function ensureGradient({ kernel, gradients }: FusedOperation, names: readonly string[]): void {
  if (!gradients || hasGradient(kernel)) return;
  const gradFunc: tf.GradFunc = (dy, saved, attrs) =>
    gradients(
      dy as tf.Tensor,
      Object.fromEntries(saved.map((tensor, i) => [names[i] ?? "", tensor])),
      attrs as unknown as Attributes,
    );
  tf.registerGradient({ kernelName: kernel, inputsToSave: [...names], gradFunc });
}

/**
 * A function that runs an operation as one tfjs kernel: ours on the engines that have it, its definition in tfjs operations elsewhere.
 * Unlike `tf.customGrad`, only those gradients are computed that lead to something trained.
 */
export function fused(operation: FusedOperation): (inputs: Inputs, attributes?: Attributes) => tf.Tensor {
  return (inputs, attributes = {}) => {
    ensureKernel(operation);
    ensureGradient(operation, Object.keys(inputs));
    return tf.engine().runKernel(operation.kernel, inputs, attributes);
  };
}

/** One of the outputs of a kernel that has several. Recorded, the kernel is one node however often it is asked. */
export function outputOf(kernel: string, index: number, inputs: Inputs, attributes: Attributes): tf.Tensor {
  const outputs = tf.engine().runKernel(kernel, inputs, attributes) as unknown as tf.Tensor[];
  const wanted = outputs[index];
  if (!wanted) throw new LiftError("KERNEL", `kernel "${kernel}" has no output ${index}`);
  tf.dispose(outputs.filter((output) => output !== wanted));
  return wanted;
}

/**
 * Inputs by name, in the order asked for.
 * @throws LiftError `KERNEL` that names the one that was not given
 */
export function inputsOf<Names extends readonly string[]>(
  inputs: Inputs,
  ...names: Names
): { [Index in keyof Names]: tf.Tensor } {
  const found = names.map((name) => {
    const value = inputs[name];
    if (value) return value;
    throw new LiftError("KERNEL", `an operation lacks its input "${name}"; it got ${Object.keys(inputs).join(", ")}`);
  });
  return found as { [Index in keyof Names]: tf.Tensor };
}
