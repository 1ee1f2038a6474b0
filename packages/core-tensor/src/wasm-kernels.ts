import * as tf from "@tensorflow/tfjs-core";

/**
 * Replace tfjs-backend-wasm 4.22's OneHot, which writes whole numbers into its output whatever type it was asked for,
 * so that a float32 one-hot holds 1.4e-45 instead of 1. The whole-number result is right, and is cast here.
 */
export function repairWasmKernels(): void {
  const original = tf.getKernel("OneHot", "wasm");
  if (!original || "repaired" in original) return;
  tf.unregisterKernel("OneHot", "wasm");
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
    const { dtype, onValue, offValue, ...rest } = attrs as unknown as {
      dtype: tf.DataType;
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
  tf.registerKernel(Object.assign({ ...original, kernelFunc }, { repaired: true }));
}
