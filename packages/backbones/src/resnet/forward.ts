import type { Scope } from "@liftjs/contracts";
import { attention, linear } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { checkImages } from "../check-images.js";
import { bottlenecks, finalWidth, type Bottleneck, type ResnetArchitecture } from "./architecture.js";
import { averageCells, batchNorm, convolve, maxPool } from "./layers.js";

/** Convolution `conv{i}` and its norm `norm{i}` under a prefix. */
const step = (x: Tensor4D, prefix: string, i: number | "", scope: Scope, stride = 1): Tensor4D =>
  batchNorm(convolve(x, `${prefix}.conv${i}`, scope, stride), `${prefix}.norm${i}`, scope);

const rectify = (x: Tensor4D): Tensor4D => tf.relu(x);

function stem(images: Tensor4D, { attentionPool }: ResnetArchitecture, scope: Scope): Tensor4D {
  const first = rectify(step(images, "stem", 1, scope, 2));
  if (!attentionPool) return maxPool(first);
  return averageCells(rectify(step(rectify(step(first, "stem", 2, scope)), "stem", 3, scope)), 2);
}

/** The skipped path; an anti-aliased stride averages before it projects, a plain one takes every other pixel. */
function skip(x: Tensor4D, { name, stride, projected }: Bottleneck, averaged: boolean, scope: Scope): Tensor4D {
  if (!projected) return x;
  return averaged
    ? step(averageCells(x, stride), `${name}.downsample`, "", scope)
    : step(x, `${name}.downsample`, "", scope, stride);
}

function bottleneck(x: Tensor4D, place: Bottleneck, averaged: boolean, scope: Scope): Tensor4D {
  const { name, stride } = place;
  const narrow = rectify(step(x, name, 1, scope));
  const middle = rectify(step(narrow, name, 2, scope, averaged ? 1 : stride));
  const wide = step(averaged ? averageCells(middle, stride) : middle, name, 3, scope);
  return rectify(tf.add(wide, skip(x, place, averaged, scope)));
}

/** One query, the mean of all pixels, attends to itself and to every pixel. `[B, h, w, C]` → `[B, P]` */
function attentionPool(x: Tensor4D, heads: number, scope: Scope): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const pixels = tf.reshape(x, [batch, height * width, channels]);
  const mean = tf.mean(pixels, 1, true);
  const tokens = tf.add(tf.concat([mean, pixels], 1), scope.parameter("pool.position"));
  const project = (value: tf.Tensor, part: string) =>
    linear(value, scope.parameter(`pool.${part}.weight`), scope.parameter(`pool.${part}.bias`));
  const query = project(tf.slice(tokens, [0, 0, 0], [-1, 1, -1]), "q") as Tensor3D;
  const pooled = attention(query, project(tokens, "k"), project(tokens, "v"), heads);
  return tf.reshape(project(pooled, "out"), [batch, -1]);
}

/**
 * Features of a residual network with batch norms in inference statistics.
 * @param images normalised `[B, S, S, 3]` @returns `[B, D]`: the attention pool's output, or the mean over all pixels
 * @throws LiftError `SHAPE` on images of another size
 */
export function resnetForward(images: Tensor4D, architecture: ResnetArchitecture, scope: Scope): Tensor2D {
  checkImages(images, architecture);
  const { attentionPool: pool } = architecture;
  return tf.tidy(() => {
    const averaged = pool !== undefined;
    const last = bottlenecks(architecture).reduce(
      (x, place) => bottleneck(x, place, averaged, scope),
      stem(images, architecture, scope),
    );
    const pooled = pool
      ? attentionPool(last, pool.heads, scope)
      : tf.reshape(tf.mean(last, [1, 2]), [-1, finalWidth(architecture)]);
    return scope.at("pooled", pooled) as Tensor2D;
  });
}
