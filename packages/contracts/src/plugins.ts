import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { BackboneFamily, Host, ImageFacts, ModelCard } from "./backbone.js";
import type { DatasetPlugin } from "./dataset.js";
import type { ExecutorPlugin } from "./executor.js";
import type { SiteHook } from "./hooks.js";
import type { RandomStream } from "./random.js";
import type { HostTensor, HostTensors, ParameterSpec } from "./tensors.js";
import type { Augmentation, Tte } from "./views.js";

/** What a plugin may know of the data when it plans. */
export interface DataFacts {
  readonly classes: number;
  /** Training images per class `[C]`. */
  readonly classCounts: readonly number[];
}

/** What a PEFT plugin adds to a model. Names are the plugin's own: `blocks.0.down.weight`. */
export interface Attachment {
  readonly parameters: readonly ParameterSpec[];
  /** Parameters of the model itself that become trainable. Their trained values are saved as `<peft>.<name>`. */
  readonly tunes: readonly string[];
  readonly hooks: readonly SiteHook[];
  /** The paper's formula for the number of trained values, checked against the tensors. */
  readonly count: number;
  /**
   * The classifier's rows are text features of each class's prompt, made anew in every pass (`{}` is where the class's name goes),
   * in place of a trained weight; image features are taken to the space that they share with text.
   */
  readonly textRows?: { readonly template: string };
  /** Trained numbers that weigh the method's branch in a block, one a block, for reports: blocks count from 0, `parameter` is an own name. */
  readonly blockScales?: readonly { readonly block: number; readonly parameter: string }[];
  /**
   * A term added to the loss once in every step, such as a penalty on the method's own values.
   * @param own a parameter that the plugin declared, by its own name
   */
  readonly penalty?: (own: (name: string) => Tensor) => Scalar;
  /** Model parameters with the trained ones folded in, where the mathematics allows: `weights` are the model's, `own` the plugin's. */
  readonly merge?: (weights: HostTensors, own: HostTensors) => Record<string, HostTensor>;
}

export interface Peft<Options = unknown> {
  readonly kind: "peft";
  readonly name: string;
  parse(raw: unknown): Options;
  /** @throws LiftError `SITE` when the host has not the sites that the method needs (called when a grid is planned) */
  attach(host: Host, options: Options, data: DataFacts): Attachment;
}

export interface ClassifierModel {
  /** `weight [C, D]`, perhaps `bias [C]`. */
  readonly parameters: readonly ParameterSpec[];
  /** What the logits are multiplied by; 1 where there is no scale. */
  readonly scale: number;
  /** Whether only the direction of a row counts, so that an initialiser's rows are scaled to unit length. */
  readonly directional: boolean;
  /** @param features `[B, D]` @returns logits `[B, C]`, scale included */
  logits(features: Tensor2D, own: (name: string) => Tensor): Tensor2D;
}
export interface Classifier<Options = unknown> {
  readonly kind: "classifier";
  readonly name: string;
  parse(raw: unknown): Options;
  build(options: Options, shape: { readonly featureWidth: number; readonly classes: number }): ClassifierModel;
}

/** What a loss is given of some samples. */
export interface LossInputs {
  /** `[B, C]` with the classifier's scale. */
  readonly logits: Tensor2D;
  /** int32 `[B]` */
  readonly labels: Tensor1D;
  /** `[B, D]`, what the classifier was given. */
  readonly features: Tensor2D;
  /** A parameter that the loss declared, by its own name. */
  own(name: string): Tensor;
}

interface LossParameters {
  /** Tensors that the loss trains beside the model; saved as `loss.<name>`. */
  readonly parameters?: readonly ParameterSpec[];
  /**
   * What the loss adds to the logits of each class before it takes a softmax, `[C]`: `τ·log π` for logit adjustment. Zeros when absent.
   * A softmax of the logits alone then stands for a prior of `π·w·exp(−shift)`, w the class weights, which is where an adjustment to
   * other class frequencies starts from.
   */
  readonly logitShift?: readonly number[];
}

/**
 * A batch's loss as a weighted mean over its samples, `Σ_b w[y_b]·l_b / Σ_b w[y_b]`: each part of a batch can be taken alone once the
 * divisor of the whole batch is known.
 */
export interface SampleLoss extends LossParameters {
  /** `l`, `[B]`, owned by the caller. */
  perSample(inputs: LossInputs): Tensor1D;
  /** `w`, `[C]`; 1 for every class when absent. */
  readonly classWeights?: readonly number[];
}

/**
 * A loss of the whole batch at once, for one that is no mean over samples. Where a batch is taken in parts, the logits of all parts come
 * first; the gradient with respect to them is taken once and pushed back part by part.
 */
export interface BatchLoss extends LossParameters {
  wholeBatch(inputs: LossInputs): Scalar;
}

/** A loss built for a cell. How a batch is split into parts never changes its value or its gradients. */
export type LossModel = SampleLoss | BatchLoss;

export interface Loss<Options = unknown> {
  readonly kind: "loss";
  readonly name: string;
  parse(raw: unknown): Options;
  build(options: Options, facts: DataFacts & { readonly scale: number }): LossModel;
}

/** What an initialiser may ask for; features are computed once and cached by content. */
export interface InitializerContext extends DataFacts {
  readonly featureWidth: number;
  readonly classNames: readonly string[];
  readonly scale: number;
  readonly directional: boolean;
  readonly random: RandomStream;
  /** Frozen features of training images with the test transform; at most `limit` a class, `[n, D]` with labels `[n]`. */
  trainFeatures(limit?: number): Promise<{ features: Float32Array; labels: Int32Array; width: number }>;
  /** Text features of prompts, not normalised, `[n, P]`. */
  textFeatures(prompts: readonly string[]): Promise<{ features: Float32Array; width: number }>;
  /**
   * Keep rows that took long to compute, on disk. `key` and the content of `data` must be all that they depend on.
   * @returns what `make` gave, now or in an earlier run
   */
  remember(
    key: Readonly<Record<string, unknown>>,
    data: readonly (Float32Array | Int32Array)[],
    make: () => Promise<{ values: Float32Array; width: number }>,
  ): Promise<Float32Array>;
  /** Image projection `[P, D]`, or null where image and text features share a space already. */
  imageProjection(): Promise<HostTensor | null>;
  /** A JSON of class descriptions from the data set or a file of the user's: class name → texts. */
  descriptions(file?: string): Promise<Readonly<Record<string, readonly string[]>>>;
}
export interface Initializer<Options = unknown> {
  readonly kind: "initializer";
  readonly name: string;
  parse(raw: unknown): Options;
  /** What must be there, so that a wrong combination fails when the grid is planned. */
  readonly needs: {
    readonly text?: boolean;
    readonly features?: boolean;
    /** False where it gives no rows, and so goes with models that have no head of their own. */
    readonly head?: false;
  };
  /** Rows of the head `[C, D]` in row order, or null to keep the classifier's own random start. */
  rows(options: Options, context: InitializerContext): Promise<Float32Array | null>;
}

export interface PluginByKind {
  backbone: BackboneFamily;
  model: ModelCard;
  peft: Peft;
  classifier: Classifier;
  loss: Loss;
  initializer: Initializer;
  tte: Tte;
  augmentation: Augmentation;
  dataset: DatasetPlugin;
  executor: ExecutorPlugin;
}
export type PluginKind = keyof PluginByKind;
export type Plugin = PluginByKind[PluginKind];
export type { ImageFacts };
