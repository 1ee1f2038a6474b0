import type { Scope } from "@liftjs/contracts";
import { layerNorm, linear } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { checkImages } from "../check-images.js";
import { firstToken } from "../transformer/attention.js";
import { transformerStack } from "../transformer/block.js";
import { patchesOf, type VitArchitecture } from "./architecture.js";

/** Cut images into patches, channel first within each, so that the patch convolution is one matrix product. `[B, S, S, 3]` → `[B, P, 3·p·p]` */
function patches(images: Tensor4D, { patch, resolution }: VitArchitecture): Tensor3D {
  const side = resolution / patch;
  const cut = tf.reshape(images, [-1, side, patch, side, patch, 3]);
  return tf.reshape(tf.transpose(cut, [0, 1, 3, 5, 2, 4]), [-1, side * side, 3 * patch * patch]);
}

function embed(images: Tensor4D, architecture: VitArchitecture, scope: Scope): Tensor3D {
  const weight = tf.reshape(scope.parameter("patch.weight"), [architecture.width, -1]);
  return linear(
    patches(images, architecture),
    weight,
    architecture.patchBias ? scope.parameter("patch.bias") : undefined,
  ) as Tensor3D;
}

/** Class token with its position, then registers, which have none; for every image. `[B, 1 + R, D]` */
function leading(batch: number, { width, registers }: VitArchitecture, scope: Scope): Tensor3D {
  const first = tf.add(
    tf.reshape(scope.parameter("class"), [1, width]),
    tf.slice(scope.parameter("position"), [0, 0], [1, width]),
  );
  const rows = registers ? tf.concat([first, scope.parameter("registers")], 0) : first;
  return tf.tile(tf.reshape(rows, [1, 1 + registers, width]), [batch, 1, 1]);
}

/** The sequence that enters the first block. `[B, 1 + R + P, D]` */
function sequence(images: Tensor4D, architecture: VitArchitecture, scope: Scope): Tensor3D {
  const { width, preNorm, epsilon } = architecture;
  const places = tf.slice(scope.parameter("position"), [1, 0], [patchesOf(architecture), width]);
  const placed = tf.add(embed(images, architecture, scope), places);
  const tokens = tf.concat([leading(images.shape[0], architecture, scope), placed], 1) as Tensor3D;
  return preNorm
    ? (layerNorm(tokens, scope.parameter("pre.weight"), scope.parameter("pre.bias"), epsilon) as Tensor3D)
    : tokens;
}

/** The class token's row after the final norm: only that row is normed. `[B, D]` */
function classFeature(x: Tensor3D, { width, epsilon }: VitArchitecture, scope: Scope): Tensor2D {
  const row: Tensor = tf.reshape(firstToken(x), [-1, width]);
  const normed = layerNorm(row, scope.parameter("norm.weight"), scope.parameter("norm.bias"), epsilon);
  return scope.at("pooled", scope.at("norm", normed, row)) as Tensor2D;
}

/**
 * Features of a vision transformer.
 * @param images normalised `[B, S, S, 3]` @returns `[B, D]`, the normed class token
 * @throws LiftError `SHAPE` on images of another size
 */
export function vitForward(images: Tensor4D, architecture: VitArchitecture, scope: Scope): Tensor2D {
  checkImages(images, architecture);
  return tf.tidy(() => {
    const x = transformerStack(
      sequence(images, architecture, scope),
      { prefix: "blocks", architecture, causal: false, firstOnly: true },
      scope,
    );
    return classFeature(x, architecture, scope);
  });
}
