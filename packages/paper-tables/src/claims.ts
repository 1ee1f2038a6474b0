import type { PrintedBackbone } from "./registry-names.js";
import type { DatasetName } from "./types.js";

/** One line of the public list of LIFT's benchmark results, to be verified. */
export interface Claim {
  readonly dataset: DatasetName;
  readonly method: "LIFT";
  /** As in the tables: `CLIP ViT-B/16`. */
  readonly backbone: PrintedBackbone;
  readonly metric: "Error Rate" | "Top-1 Accuracy";
  /** Per cent. */
  readonly claimed: number;
  /** The claim as accuracy, per cent. */
  readonly accuracy: number;
  /** Where the paper says it. */
  readonly table: string;
  /** Whether that row of the table has test-time ensembling. */
  readonly ensembled: boolean;
}

/** `100 − error`, without the dust of binary fractions. */
const accuracyOf = (error: number): number => Math.round((100 - error) * 10) / 10;

const cifar = (ratio: 10 | 50 | 100, backbone: PrintedBackbone, error: number): Claim => ({
  dataset: `cifar100-lt/${ratio}`,
  method: "LIFT",
  backbone,
  metric: "Error Rate",
  claimed: error,
  accuracy: accuracyOf(error),
  table: "Table 4",
  ensembled: backbone.startsWith("CLIP"),
});

const accurate = (dataset: DatasetName, backbone: PrintedBackbone, claimed: number, table: number): Claim => ({
  dataset,
  method: "LIFT",
  backbone,
  metric: "Top-1 Accuracy",
  claimed,
  accuracy: claimed,
  table: `Table ${table}`,
  ensembled: true,
});

/** The 13 results that the public list holds as claimed; with test-time ensembling, but for the ImageNet-21K rows of Table 4. */
export const claims: readonly Claim[] = [
  cifar(10, "IN21K ViT-B/16", 8.7),
  cifar(10, "CLIP ViT-B/16", 15.1),
  cifar(100, "CLIP ViT-B/16", 18.3),
  cifar(100, "IN21K ViT-B/16", 10.9),
  cifar(50, "CLIP ViT-B/16", 16.9),
  cifar(50, "IN21K ViT-B/16", 9.8),
  accurate("imagenet-lt", "CLIP ViT-L/14", 82.9, 17),
  accurate("imagenet-lt", "CLIP ViT-B/16", 78.3, 1),
  accurate("inaturalist2018", "CLIP ViT-L/14", 85.2, 19),
  accurate("inaturalist2018", "CLIP ViT-L/14@336px", 87.4, 20),
  accurate("inaturalist2018", "CLIP ViT-B/16", 80.4, 3),
  accurate("places-lt", "CLIP ViT-L/14", 53.7, 18),
  accurate("places-lt", "CLIP ViT-B/16", 52.2, 2),
];

/** A quantity that LIFT+'s abstract bounds. */
export interface AbstractClaim {
  readonly paper: "LIFT+";
  readonly quantity:
    "training epochs" | "training epochs of earlier methods" | "learned part of the model's parameters";
  readonly relation: "at most" | "less than" | "about";
  readonly value: number;
  readonly unit: "epochs" | "%";
  /** As it stands in the abstract. */
  readonly printed: string;
}

export const liftPlusClaims: readonly AbstractClaim[] = [
  { paper: "LIFT+", quantity: "training epochs", relation: "at most", value: 15, unit: "epochs", printed: "$\\leq$15" },
  {
    paper: "LIFT+",
    quantity: "training epochs of earlier methods",
    relation: "about",
    value: 100,
    unit: "epochs",
    printed: "$\\sim$100",
  },
  {
    paper: "LIFT+",
    quantity: "learned part of the model's parameters",
    relation: "less than",
    value: 1,
    unit: "%",
    printed: "less than 1%",
  },
];
