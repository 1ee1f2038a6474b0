import type { Scope } from "@liftjs/contracts";
import { linear } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Added to the variance; PyTorch's default, which all these weights were trained with. */
const EPSILON = 1e-5;

/** Zeros around the two image axes. */
const padded = (x: Tensor4D, pad: number): Tensor4D =>
  pad
    ? tf.pad(x, [
        [0, 0],
        [pad, pad],
        [pad, pad],
        [0, 0],
      ])
    : x;

/** A convolution of one pixel is a product of matrices, which every engine can train. */
function pointwise(x: Tensor4D, weight: Tensor4D, stride: number): Tensor4D {
  const [, height, width] = x.shape;
  const kept = stride === 1 ? x : everyOther(x, height / stride, width / stride, stride);
  const [outputs, inputs] = weight.shape;
  return linear(kept, tf.reshape(weight, [outputs, inputs])) as Tensor4D;
}

/** The first pixel of every stride × stride cell. */
function everyOther(x: Tensor4D, height: number, width: number, stride: number): Tensor4D {
  const [batch, , , channels] = x.shape;
  const rows = tf.slice(
    tf.reshape(x, [batch * height, stride, width * stride, channels]),
    [0, 0, 0, 0],
    [-1, 1, -1, -1],
  );
  const cells = tf.slice(tf.reshape(rows, [batch * height, width, stride, channels]), [0, 0, 0, 0], [-1, -1, 1, -1]);
  return tf.reshape(cells, [batch, height, width, channels]);
}

/**
 * A convolution without bias, zeros around the image as PyTorch pads it.
 * @param x `[B, H, W, I]`; the weight is stored `[O, I, k, k]`, k odd @returns `[B, H/stride, W/stride, O]`
 */
export function convolve(x: Tensor4D, name: string, scope: Scope, stride = 1): Tensor4D {
  const weight = scope.parameter(`${name}.weight`) as Tensor4D;
  const size = weight.shape[2];
  if (size === 1) return pointwise(x, weight, stride);
  return tf.conv2d(padded(x, (size - 1) / 2), tf.transpose(weight, [2, 3, 1, 0]), stride, "valid");
}

/** Batch norm with the statistics that came with the weights: a scale and a shift per channel. */
export function batchNorm(x: Tensor4D, name: string, scope: Scope): Tensor4D {
  const value = (part: string): tf.Tensor => scope.parameter(`${name}.${part}`);
  const scale = tf.mul(value("weight"), tf.rsqrt(tf.add(value("variance"), EPSILON)));
  return tf.add(tf.mul(x, scale), tf.sub(value("bias"), tf.mul(value("mean"), scale)));
}

/** Mean of every size × size cell. `[B, H, W, C]` → `[B, H/size, W/size, C]` */
export function averageCells(x: Tensor4D, size: number): Tensor4D {
  if (size === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const cells = tf.reshape(x, [(batch * height) / size, size, width / size, size, channels]);
  return tf.reshape(tf.mean(cells, [1, 3]), [batch, height / size, width / size, channels]);
}

/** Largest of 3 × 3 pixels at every other pixel, for values that are never negative, so that zeros around change nothing. */
export const maxPool = (x: Tensor4D): Tensor4D => tf.maxPool(padded(x, 1), 3, 2, "valid");
