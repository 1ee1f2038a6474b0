import { liftIcml2024, liftPlus, type CellSettings, type GridDefinition } from "@liftjs/grid";
import { dinov2Saliency } from "./dinov2-saliency.js";
import { shrink } from "./shrink.js";
import { smallTinyImagenet } from "./tiny-imagenet.js";

type Shared = Required<
  Pick<GridDefinition, "base" | "perDataset" | "perBackbone" | "perMethod" | "withoutText" | "quick">
>;

/** Not a multiple of the patch size: see the paper's appendix E. */
export const fiveCrop = { name: "five-crop", expand: 24 } as const;

/** LIFT's views under test-time ensembling: the scripts expand by 21 where the patch is 14, by 24 elsewhere. LIFT+'s are `fiveCrop` for all. */
export const liftViews = (backbone: string): NonNullable<CellSettings["tte"]> =>
  /^clip-vit-l14/.test(backbone) ? { ...fiveCrop, expand: 21 } : fiveCrop;

/** The rates that LIFT searches for full, partial and arbitrary tuning, and LIFT+'s. */
export const searchedRates = [0.02, 0.01, 0.005, 0.002, 0.001, 0.0005] as const;
export const searchedRatesPlus = [0.03, 0.02, 0.01, 0.005, 0.002, 0.001] as const;

const rate = (learningRate: number): CellSettings => ({ optimizer: { learningRate } });
const fullRate = (learningRate: number) => ({ perMethod: { full: rate(learningRate) } });

/** What goes with data sets, backbones and methods in every grid of both papers. */
const common = {
  // The middle of the searched list, where the scripts name no best rate.
  perMethod: { full: rate(0.001) },
  quick: shrink,
} as const satisfies Partial<Shared>;

/** LIFT (ICML 2024) on CLIP ViT-B/16: every table and figure of the paper varies this. Ratios 50 and 10 are reported by the groups of ratio 100. */
export const lift: Shared = {
  ...common,
  base: liftIcml2024({ backbone: "clip-vit-b16" }),
  // As the papers do on ImageNet-21K's models.
  withoutText: { initializer: { name: "class-mean", limit: "all" } },
  perBackbone: { "dinov2-s14-saliency": dinov2Saliency },
  perDataset: {
    "imagenet-lt": fullRate(0.0005),
    "places-lt": fullRate(0.001),
    inaturalist2018: { epochs: 20, ...fullRate(0.005) },
    "cifar100-lt": { dataset: { name: "cifar100-lt", groups: "ratio-100" } },
    "tiny-imagenet-lt": smallTinyImagenet,
  },
};

/** LIFT+ on CLIP ViT-B/16. Class means are of at most 100 images a class; a batch of the large models has a loss for each of its parts. */
export const plus: Shared = {
  ...common,
  base: liftPlus({ backbone: "clip-vit-b16" }),
  withoutText: { initializer: { name: "class-mean", limit: 100 } },
  perBackbone: {
    "dinov2-s14-saliency": dinov2Saliency,
    "clip-vit-l14": { accumulation: { steps: 4 } },
    "clip-vit-l14-336": { accumulation: { steps: 8 } },
  },
  perDataset: {
    "imagenet-lt": fullRate(0.001),
    "places-lt": fullRate(0.002),
    inaturalist2018: { epochs: 15 },
    "tiny-imagenet-lt": smallTinyImagenet,
  },
};
