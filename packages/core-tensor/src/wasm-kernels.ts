import * as tf from "@tensorflow/tfjs-core";

type Repair = (original: tf.KernelConfig) => tf.KernelFunc;

/**
 * OneHot writes whole numbers into its output whatever type it was asked for, so that a float32 one-hot holds 1.4e-45 instead of 1.
 * The whole-number result is right, and is cast here.
 */
const typedOneHot: Repair =
  (original) =>
  ({ inputs, attrs, backend }) => {
    const { dtype, onValue, offValue, ...rest } = attrs as unknown as {
      dtype?: tf.DataType;
      onValue: number;
      offValue: number;
    };
    const whole = { ...rest, dtype: "int32", onValue: 1, offValue: 0 } as unknown as tf.NamedAttrMap;
    const info = original.kernelFunc({ inputs, attrs: whole, backend }) as tf.TensorInfo;
    return tf.tidy(() => {
      const marks = tf.cast(tf.engine().makeTensorFromTensorInfo(info), dtype ?? "int32");
      return tf.add(tf.mul(marks, tf.scalar(onValue - offValue, marks.dtype)), tf.scalar(offValue, marks.dtype));
    });
  };

/** @param x a tensor: tfjs hands kernels its own, though their type says less */
const flipped = (x: tf.TensorInfo): tf.Tensor => {
  const axes = x.shape.map((_, i) => i);
  return tf.transpose(x as unknown as tf.Tensor, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
};

/** A product with an operand to be transposed on the way takes a path some twenty times as slow as one without: transpose first. */
const productOfTransposed: Repair =
  (original) =>
  ({ inputs, attrs, backend }) => {
    const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const plain = { transposeA: false, transposeB: false } as unknown as tf.NamedAttrMap;
    return tf.tidy(() => {
      const operands = { a: transposeA ? flipped(a) : a, b: transposeB ? flipped(b) : b };
      const info = original.kernelFunc({ inputs: operands, attrs: plain, backend }) as tf.TensorInfo;
      return tf.engine().makeTensorFromTensorInfo(info);
    });
  };

const repairs: Readonly<Record<string, Repair>> = { OneHot: typedOneHot, BatchMatMul: productOfTransposed };

/** Replace what tfjs-backend-wasm 4.22 does wrongly or slowly. */
export function repairWasmKernels(): void {
  for (const [name, repair] of Object.entries(repairs)) {
    const original = tf.getKernel(name, "wasm") as tf.KernelConfig | undefined;
    if (!original || "repaired" in original) continue;
    tf.unregisterKernel(name, "wasm");
    tf.registerKernel(Object.assign({ ...original, kernelFunc: repair(original) }, { repaired: true }));
  }
}
