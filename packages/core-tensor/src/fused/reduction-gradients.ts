import { present } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

/** Repeat what a reduction gave along the axes that it reduced. */
function spread(dy: tf.Tensor, x: tf.Tensor, axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  return tf.broadcastTo(tf.reshape(dy, tf.backend_util.expandShapeToKeepDim(dropAxes(x.shape, axes), axes)), x.shape);
}

const dropAxes = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.filter((_, i) => !axes.includes(i));

const sumGradient: tf.GradConfig = {
  kernelName: "Sum",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => ({
    x: () => tf.tidy(() => spread(dy as tf.Tensor, present(x, "the input of a sum"), attrs["axis"] as number[])),
  }),
};

const meanGradient: tf.GradConfig = {
  kernelName: "Mean",
  inputsToSave: ["x"],
  gradFunc: (dy, [input], attrs) => ({
    x: () =>
      tf.tidy(() => {
        const [sum, x] = [dy as tf.Tensor, present(input, "the input of a mean")];
        return spread(tf.mul(sum, sum.size / x.size), x, attrs["axis"] as number[]);
      }),
  }),
};

/** Replace tfjs's gradients of sum and mean, which multiply with arrays of ones as large as their input, by ones that only repeat. */
export function replaceReductionGradients(): void {
  for (const gradient of [sumGradient, meanGradient]) {
    tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
