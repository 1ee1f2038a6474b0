import { present } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

/** Length of an axis, negative ones from the end. */
export const lengthOf = ({ shape }: tf.Tensor, axis: number): number =>
  present(shape.at(axis), `axis ${axis} of a tensor of shape [${shape.join()}]`);

/** `[…, D]` → `[N, D]` */
export const rowsOf = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [-1, lengthOf(x, -1)]);
