import { LiftError, type ParameterSpec, type Scope } from "@liftjs/contracts";
import { layerNorm, linear } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { TextPart } from "../host.js";
import { constantSpec, normSpecs, randomSpec } from "../specs.js";
import type { TransformerArchitecture } from "../transformer/architecture.js";
import { transformerStack } from "../transformer/block.js";
import { stackSpecs } from "../transformer/parameters.js";
import { openTokenizer } from "../tokenizer/tokenizer.js";
import type { TextOptions } from "./options.js";

/** Sizes of a CLIP text tower, the width of the shared space among them. */
export interface TextArchitecture extends TransformerArchitecture {
  readonly context: number;
  readonly vocabulary: number;
  readonly projection: number;
}

/** CLIP's published temperature before training: log(1 / 0.07). */
const LOGIT_SCALE = Math.log(1 / 0.07);

export function textSpecs(architecture: TextArchitecture): ParameterSpec[] {
  const { width, context, vocabulary, projection } = architecture;
  return [
    randomSpec("text.token", vocabulary, width),
    randomSpec("text.position", context, width),
    ...stackSpecs("text.blocks", architecture),
    ...normSpecs("text.norm", width),
    randomSpec("text.projection", projection, width),
    constantSpec("logitScale", [], LOGIT_SCALE),
  ];
}

/** Rows of the token table. It is looked up, not multiplied: no method trains it, and 49,408 rows are many. `[n, T, W]` */
function embed(tokens: Tensor2D, width: number, scope: Scope): Tensor {
  const rows = tf.gather(scope.parameter("text.token"), tf.reshape(tf.cast(tokens, "int32"), [-1]));
  return tf.reshape(rows, [...tokens.shape, width]);
}

/** The row of each text at its end mark, chosen by a product with ones and zeros, which every engine can differentiate. `[n, W]` */
function rowsAt(x: Tensor3D, positions: Tensor1D): Tensor2D {
  const [count, length, width] = x.shape;
  const chosen = tf.reshape(tf.oneHot(tf.cast(positions, "int32"), length), [count, 1, length]);
  return tf.reshape(tf.matMul(tf.cast(chosen, "float32"), x), [count, width]);
}

function checkTokens(tokens: Tensor2D, ends: Tensor1D, context: number): void {
  if (tokens.rank === 2 && tokens.shape[1] <= context && ends.shape[0] === tokens.shape[0]) return;
  throw new LiftError(
    "SHAPE",
    `tokens [${tokens.shape.join(", ")}] with end positions [${ends.shape.join(", ")}]; needed: [n, at most ${context}] and [n]`,
  );
}

function forward(tokens: Tensor2D, scope: Scope, endPositions: Tensor1D, architecture: TextArchitecture): Tensor2D {
  const { width, context, epsilon } = architecture;
  checkTokens(tokens, endPositions, context);
  return tf.tidy(() => {
    const words = scope.at("text.context", embed(tokens, width, scope)) as Tensor3D;
    const places = tf.slice(scope.parameter("text.position"), [0, 0], [words.shape[1], width]);
    const x = transformerStack(tf.add(words, places), { prefix: "text.blocks", architecture, causal: true }, scope);
    const ends = layerNorm(
      rowsAt(x, endPositions),
      scope.parameter("text.norm.weight"),
      scope.parameter("text.norm.bias"),
      epsilon,
    );
    return scope.at("text.projected", linear(ends, scope.parameter("text.projection")), ends) as Tensor2D;
  });
}

/**
 * CLIP's text tower (Radford et al. 2021): causal pre-norm blocks, the final norm at the end mark, the projection.
 * Texts may be cut off behind the last end mark of a batch: what follows a token cannot reach it.
 */
export function textTower(
  options: TextOptions,
  projection: number,
  { activation, epsilon }: Pick<TransformerArchitecture, "activation" | "epsilon">,
): TextPart {
  const { width, blocks, heads, context, vocabulary } = options;
  const mlpWidth = Math.round(width * options.mlpRatio);
  const architecture: TextArchitecture = {
    width,
    blocks,
    heads,
    mlpWidth,
    context,
    vocabulary,
    projection,
    activation,
    epsilon,
  };
  return {
    parameters: textSpecs(architecture),
    tower: {
      contextLength: context,
      vocabulary,
      width,
      projectionWidth: projection,
      openTokenizer: (folders, merges) => openTokenizer({ vocabulary, contextLength: context, folders, merges }),
      forward: (tokens, scope, endPositions) => forward(tokens, scope, endPositions, architecture),
    },
  };
}
