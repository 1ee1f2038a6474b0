import { liftIcml2024, liftPlus, type GridDefinition } from "@liftjs/grid";
import { dinov2Saliency } from "./dinov2-saliency.js";
import { shrink } from "./shrink.js";
import { smallTinyImagenet } from "./tiny-imagenet.js";

type Shared = Required<
  Pick<GridDefinition, "base" | "perDataset" | "perBackbone" | "perMethod" | "withoutText" | "quick">
>;

/** Not a multiple of the patch size: see the paper's appendix E. */
export const fiveCrop = { name: "five-crop", expand: 24 } as const;

/** The rates that both papers search for full and partial tuning. */
export const searchedRates = [0.02, 0.01, 0.005, 0.002, 0.001, 0.0005] as const;

/** What goes with data sets, backbones and methods in every grid of both papers. */
const common = {
  perBackbone: { "dinov2-s14-saliency": dinov2Saliency },
  // The papers search full tuning's rate and print none: this is the middle of their list; figure10-partial.ts repeats the search.
  perMethod: { full: { optimizer: { learningRate: 0.001 } } },
  // As the papers do on ImageNet-21K's models.
  withoutText: { initializer: { name: "class-mean", limit: "all" } },
  quick: shrink,
} as const satisfies Partial<Shared>;

/** Ratios 50 and 10 are reported by the groups of ratio 100. */
const cifarGroups = { dataset: { name: "cifar100-lt", groups: "ratio-100" } } as const;

/** LIFT (ICML 2024) on CLIP ViT-B/16: every table and figure of the paper varies this. */
export const lift: Shared = {
  ...common,
  base: liftIcml2024({ backbone: "clip-vit-b16" }),
  perDataset: {
    inaturalist2018: { epochs: 20 },
    "cifar100-lt": cifarGroups,
    "tiny-imagenet-lt": smallTinyImagenet,
  },
};

/** LIFT+ on CLIP ViT-B/16. Class means are of at most 100 images a class. */
export const plus: Shared = {
  ...common,
  base: liftPlus({ backbone: "clip-vit-b16" }),
  withoutText: { initializer: { name: "class-mean", limit: 100 } },
  perDataset: {
    inaturalist2018: { epochs: 15 },
    "cifar100-lt": cifarGroups,
    "tiny-imagenet-lt": smallTinyImagenet,
  },
};
