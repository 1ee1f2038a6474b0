/** What a number counts: per cent of correct answers, percentage points between two of them, per cent of wrong answers, millions of parameters, epochs, seconds. */
export type Unit = "%" | "points" | "error" | "M" | "epochs" | "s";

/** Which of a run's measurements a number compares with. */
export type Metric = "overall" | "many" | "medium" | "few" | "trainableParameters" | "epochs" | "secondsPerEpoch";

export type DatasetName = "imagenet-lt" | "places-lt" | "inaturalist2018" | `cifar100-lt/${10 | 50 | 100}`;

/** One number of a paper's table. */
export interface PublishedValue {
  readonly paper: "LIFT";
  /** `Table 6` */
  readonly table: string;
  /** The table's own heading above the row, where it has one. */
  readonly group?: string;
  readonly row: string;
  readonly column: string;
  readonly value: number;
  /** The number as it stands in the paper: `90+10`, `~18`, `0.62M`. */
  readonly printed: string;
  readonly unit: Unit;
  /** Absent for differences of two measurements. */
  readonly metric?: Metric;
  /** Which images were scored; the test images where absent. */
  readonly split?: "train";
  readonly dataset: DatasetName;
  /** As the paper names it, with the pre-training where it matters: `CLIP ViT-B/16`. */
  readonly backbone: string;
  /** The row without its citation. */
  readonly method: string;
  /** The citation of the row: `Kang et al., 2020`. */
  readonly source?: string;
  readonly note?: string;
}
