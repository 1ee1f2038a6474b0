import * as tf from "@tensorflow/tfjs-core";
import { fused, inputsOf } from "./define.js";

/** Φ(x), the standard normal distribution's share below x. */
const below = (x: tf.Tensor): tf.Tensor => tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);

/** `dy · (Φ(x) + x φ(x))` with the normal density φ: inputs `dy`, `x`. */
const geluGradient = fused({
  kernel: "LiftGeluGrad",
  compute: (inputs) => {
    const [dy, x] = inputsOf(inputs, "dy", "x");
    const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return tf.mul(dy, tf.add(below(x), tf.mul(x, density)));
  },
});

/** `x · Φ(x)`: input `x`. */
export const geluOperation = fused({
  kernel: "LiftGelu",
  compute: (inputs) => {
    const [x] = inputsOf(inputs, "x");
    return tf.mul(below(x), x);
  },
  gradients: (dy, inputs) => ({ x: () => geluGradient({ dy, ...inputs }) }),
});

/** `dy · (s + 1.702 x s (1 − s))` with `s = σ(1.702 x)`: inputs `dy`, `x`. */
const quickGeluGradient = fused({
  kernel: "LiftQuickGeluGrad",
  compute: (inputs) => {
    const [dy, x] = inputsOf(inputs, "dy", "x");
    const scaled = tf.mul(x, 1.702);
    const gate = tf.sigmoid(scaled);
    return tf.mul(dy, tf.mul(gate, tf.add(tf.mul(scaled, tf.sub(1, gate)), 1)));
  },
});

/** `x · σ(1.702 x)`: input `x`. */
export const quickGeluOperation = fused({
  kernel: "LiftQuickGelu",
  compute: (inputs) => {
    const [x] = inputsOf(inputs, "x");
    return tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)));
  },
  gradients: (dy, inputs) => ({ x: () => quickGeluGradient({ dy, ...inputs }) }),
});
