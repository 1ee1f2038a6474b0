import type { HostTensors, ImageFacts, Tte } from "@liftjs/contracts";
import type { AdapterRecord } from "@liftjs/records";
import type { BackboneOf, Chosen, LoadedWeights, Model, ModelParts } from "@liftjs/training";

/** Logits and features of prepared images. */
export interface Outputs {
  /** `[n, C]` */
  readonly logits: Float32Array;
  /** `[n, D]` */
  readonly features: Float32Array;
}

/**
 * What was tuned, as plain parts: the mathematics, the base model's weights, the trained values, and how photos are prepared.
 * It holds no engine, so that exporters and cards can read it.
 */
export interface TunedModel {
  /** What to call it: the row's name where it came from a table, else the training's id. */
  readonly name: string;
  /** Where it was loaded from. */
  readonly folder: string;
  readonly parts: ModelParts & BackboneOf;
  readonly model: Model;
  /** The base model's own weights. */
  readonly base: LoadedWeights;
  /** Trained tensors and those that are kept beside them, by their saved names. */
  readonly values: HostTensors;
  readonly image: ImageFacts;
  readonly classNames: readonly string[];
  /** Training images per class `[C]`. */
  readonly classCounts: readonly number[];
  /** The views of the evaluation that was reported. */
  readonly tte: Chosen<Tte>;
  /** τ of the adjustment of logits in the evaluation that was reported; absent where there was none. */
  readonly posthocTau?: number | undefined;
  /** What views that are drawn at random are drawn from. */
  readonly seed: number;
  readonly precision: "float32" | "bfloat16";
  /** adapter.json, with the evaluation of the cell that was asked for. */
  readonly record: AdapterRecord;
}
