import type { HostTensors, LongTailDataset, Progress, Tokenizer, Tte } from "@liftjs/contracts";
import type { Engine } from "@liftjs/core-tensor";
import type { ImagePool } from "@liftjs/image-ops";
import type { CellModel } from "./assemble.js";
import type { FeatureCache } from "./features.js";
import type { Chosen, ResolvedCell } from "./resolve.js";

/** Weights of a backbone and what they are known by. */
export interface LoadedWeights {
  readonly name: string;
  readonly sha256: string;
  readonly values: HostTensors;
}

/** Everything that one training needs, found and opened. */
export interface TrainingJob {
  readonly cell: ResolvedCell;
  readonly model: CellModel;
  /** The same backbone with nothing attached, for frozen features. */
  readonly frozenModel: CellModel;
  /** The plain test view (resize, centre crop), for class means and curves. */
  readonly plainView: Chosen<Tte>;
  readonly dataset: LongTailDataset;
  readonly weights: LoadedWeights;
  readonly engine: Engine;
  readonly pool: ImagePool;
  readonly features: FeatureCache;
  /** Found when first needed: only text initialisers need it. */
  readonly tokenizer: () => Promise<Tokenizer>;
  /** `<out>` of the grid. */
  readonly out: string;
  readonly command: string;
  readonly log: (line: string) => void;
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** Seconds between saves within an epoch. */
  readonly saveEvery?: number;
}
