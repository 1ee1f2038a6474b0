/** The matrix products with weights that a training step cannot do without, and nothing else: what no engine gets below on this machine. */
import * as tf from "@tensorflow/tfjs-core";
import { tokensOf } from "./models.mjs";

/** Widths of what the weights of a block lead to. The MLP's second matrix is taken as the transpose of its first: the work is the same. */
const widths = ({ width: d }) => [3 * d, d, 4 * d, 4 * d];

/**
 * `x W` is the way forward and `(x W) Wᵀ` what brings its gradient back. The first block's input needs no gradient; the last block's
 * weights behind the attention see the class token alone.
 */
export function productsTask(model, batch) {
  const { width: d, blocks } = model;
  const rows = batch * tokensOf(model);
  const names = Array.from({ length: blocks }, (_, i) => widths(model).map((_w, j) => `${i}.${j}.weight`)).flat();
  const run = (inputs, state) => {
    let x = tf.mul(tf.ones([rows, d]), inputs.value);
    names.forEach((name, n) => {
      const [block, part] = [Math.floor(n / 4), n % 4];
      if (block === blocks - 1 && part > 0) return;
      const weight = state.read(name);
      const there = tf.matMul(x, weight, false, true);
      x = block === 0 ? tf.add(x, tf.sum(there, 1, true)) : tf.matMul(there, weight);
    });
    return { sum: tf.sum(x) };
  };
  const state = names.map((name, n) => ({ name, shape: [widths(model)[n % 4], d] }));
  return {
    definition: { state, entries: { products: { inputs: { value: { shape: [], dtype: "float32" } }, run } } },
    entry: "products",
  };
}
