import * as tf from "@tensorflow/tfjs-core";

type Inputs = Readonly<Record<string, tf.Tensor>>;
type Attributes = Readonly<Record<string, number | boolean | string>>;

/** An operation of ours that tfjs runs and differentiates as one. */
export interface FusedOperation {
  readonly kernel: string;
  /** What it is in tfjs operations, for backends without a kernel for it. */
  compute(inputs: Inputs, attributes: Attributes): tf.Tensor;
  /** Gradients by input, each made only when it is asked for. `saved` are the inputs. */
  gradients?(dy: tf.Tensor, saved: Inputs, attributes: Attributes): Record<string, () => tf.Tensor>;
}

function ensureKernel(operation: FusedOperation): void {
  const backendName = tf.getBackend();
  if (tf.getKernel(operation.kernel, backendName)) return;
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) =>
    tf.tidy(() => operation.compute(inputs as unknown as Inputs, (attrs ?? {}) as unknown as Attributes));
  tf.registerKernel({ kernelName: operation.kernel, backendName, kernelFunc });
}

function ensureGradient({ kernel, gradients }: FusedOperation, names: readonly string[]): void {
  if (!gradients || tf.getGradient(kernel)) return;
  const gradFunc: tf.GradFunc = (dy, saved, attrs) =>
    gradients(
      dy as tf.Tensor,
      Object.fromEntries(names.map((name, i) => [name, saved[i]!])),
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
