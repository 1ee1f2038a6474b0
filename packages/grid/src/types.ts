import type {
  AugmentationCatalog,
  BackboneCatalog,
  ClassifierCatalog,
  DatasetCatalog,
  InitializerCatalog,
  LossCatalog,
  ModelCatalog,
  PeftCatalog,
  Plugin,
  TteCatalog,
} from "@liftjs/contracts";
import type { CellInput } from "@liftjs/records";
import type { BackboneChoice, Choice, DatasetText, MethodKey, NameIn } from "./choices.js";

/** Settings of a cell as an experiment file writes them; what is absent comes from the base. */
export interface CellSettings extends Omit<
  CellInput,
  "dataset" | "backbone" | "peft" | "classifier" | "loss" | "initializer" | "augmentation" | "evaluation" | "optimizer"
> {
  /** `"cifar100-lt/100"` is the data set with its ratio. */
  dataset?: Choice<DatasetCatalog> | DatasetText;
  backbone?: BackboneChoice;
  peft?: "none" | Choice<PeftCatalog> | readonly Choice<PeftCatalog>[];
  classifier?: Choice<ClassifierCatalog>;
  loss?: Choice<LossCatalog>;
  initializer?: Choice<InitializerCatalog>;
  augmentation?: Choice<AugmentationCatalog>;
  /** Shorthand of `evaluation.tte`. */
  tte?: Choice<TteCatalog>;
  evaluation?: Omit<NonNullable<CellInput["evaluation"]>, "tte"> & { tte?: Choice<TteCatalog> };
  optimizer?: NonNullable<CellInput["optimizer"]>;
}

/** A published value beside which a row stands. */
export interface PaperValue {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly value: number;
  readonly unit: string;
  readonly [more: string]: unknown;
}

export interface RowOptions {
  /** Rows of one group stand together. */
  readonly group?: string;
  readonly note?: string;
  readonly paper?: PaperValue | readonly PaperValue[];
  /** Seeds of this row where they differ from the grid's. */
  readonly seeds?: GridDefinition["seeds"];
  /**
   * "text": the row is left out, and named, where the backbone has no text tower, instead of starting from `withoutText`.
   * "dataset", "backbone": it is left out where a flag or `--quick` replaces that.
   */
  readonly about?: readonly Subject[];
  /** What the row varies, for figures: `{ bottleneck: 4 }`. */
  readonly coordinates?: Readonly<Record<string, number | string | boolean>>;
}

/** What a row is about, so that it means nothing once a flag or `--quick` has put something else in its place. */
export type Subject = "text" | "dataset" | "backbone";

/** Add a row: one cell for each seed. */
export type Add = (row: string, settings: CellSettings, options?: RowOptions) => void;

/** Settings that go with a data set or a backbone, and with a method on it: rates that suit one rarely suit another. */
export interface PartSettings extends CellSettings {
  readonly perMethod?: PerMethod;
}

/** Settings keyed by what is tuned. */
export type PerMethod = Readonly<Partial<Record<MethodKey, CellSettings>>>;

/** Where rows are added. */
export interface CellsContext {
  /** Of `datasets`, or the base's; the first where a flag or `--quick` replaces them, so that published numbers can stand beside. */
  readonly dataset: string;
  /** Of `backbones`, or the base's; the first where a flag or `--quick` replaces them. */
  readonly backbone: string;
  /** Whether the shrunk form is asked for, in which a sweep takes fewer points. */
  readonly quick: boolean;
}

/**
 * A grid. What a cell is made of, from what gives way to what wins:
 *
 * 1. `base`
 * 2. `perDataset` of the cell's data set
 * 3. `perBackbone` of its model, or of its family where the model has none of its own
 * 4. `perMethod` of what it tunes; then the `perMethod` of 2, then that of 3
 * 5. `rows`
 * 6. the row
 * 7. `quick`, with `--quick`; a row of 0 epochs keeps them
 * 8. flags: `--data-set`, `--backbone`, `--classes`, `--seeds`
 *
 * Which data set, backbone and method a cell has is settled first, by the same order, so that 2 to 4 are of those that stand in the end.
 * Parts with a name are replaced as a whole; `optimizer` and `evaluation` are merged key by key.
 */
export interface GridDefinition {
  readonly title: string;
  readonly description?: string;
  /** What the cells start from; settings that go with a data set, a backbone or a method are laid over it. */
  readonly base: CellSettings;
  /** Settings of every row, over what goes with a data set, a backbone or a method: what this grid is about. */
  readonly rows?: CellSettings;
  /** The rows stand on each of these in turn, in a group of its name; a flag or `--quick` puts one in place of all. */
  readonly datasets?: readonly DatasetText[];
  readonly backbones?: readonly NameIn<ModelCatalog>[];
  /** Seeds, or how many of them from 0 on. */
  readonly seeds?: number | readonly number[];
  /** Settings that go with a method wherever it stands: keyed by the names of the cell's PEFT joined by "+"; "none" is head only. */
  readonly perMethod?: PerMethod;
  /** Settings that go with a data set or a backbone wherever it stands, by its name; `--data-set` and `--backbone` bring them along. */
  readonly perDataset?: Readonly<Partial<Record<NameIn<DatasetCatalog>, PartSettings>>>;
  readonly perBackbone?: Readonly<Partial<Record<NameIn<ModelCatalog> | NameIn<BackboneCatalog>, PartSettings>>>;
  /** Laid over rows that need a text tower where the backbone has none; said in the row's note. */
  readonly withoutText?: CellSettings;
  /** What `--quick` changes, over everything else; or how it changes a cell's settings. */
  readonly quick?: CellSettings | ((settings: CellSettings) => CellSettings);
  /** Plugins from outside that this grid names. */
  readonly plugins?: readonly Plugin[];
  /**
   * What `--executor slurm` asks of the cluster for each training: long options of sbatch, `{ partition: "gpu", time: "02:00:00", gres: "gpu:1" }`;
   * `setup` are lines of shell that run first. `--slurm name=value` wins.
   */
  readonly slurm?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  cells(add: Add, at: CellsContext): void;
}

/** A row as the file gave it. */
export interface GridRow extends RowOptions {
  readonly row: string;
  readonly settings: CellSettings;
}
