import type { CellSettings, RowOptions } from "@liftjs/grid";

/** CLIP as it is: the logits of images and class names in the space that they share, nothing trained. */
export const zeroShot: CellSettings = {
  peft: "none",
  initializer: { name: "semantic", prompts: "template" },
  zeroShot: true,
  epochs: 0,
};

/** A row of it is about text, and another seed would be the same again. */
export const zeroShotRow: RowOptions = { about: ["text"], seeds: 1 };

/** The classifier alone. */
export const headOnly: CellSettings = { peft: "none" };

/** The classifier alone at the rate that the scripts found best. */
export const headOnlyAt = (learningRate: number): CellSettings => ({ peft: "none", optimizer: { learningRate } });

/** A random part of every matrix: in LIFT a hundredth on ImageNet-LT and half of that on Places-LT, in LIFT+ half on both. */
export const arbitrary = (ratio: number): CellSettings => ({ peft: { name: "sparse", ratio } });
export const liftRatio = (dataset: string): number => (dataset === "places-lt" ? 0.005 : 0.01);

/** LIFT's structured light methods, under the paper's names and in its order. */
export const structured = {
  BitFit: { peft: "bitfit" },
  "VPT-shallow": { peft: { name: "vpt-shallow", length: 10 } },
  "VPT-deep": { peft: { name: "vpt-deep", length: 10 } },
  Adapter: { peft: { name: "adapter", downInit: "kaiming-normal" } },
  LoRA: { peft: { name: "lora", widthRule: "K/2L" } },
  AdaptFormer: { peft: { name: "adaptformer", downInit: "kaiming-normal" } },
} as const satisfies Readonly<Record<string, CellSettings>>;

/** LIFT+'s: widths and lengths follow the number of classes, projections start from uniform distributions. */
export const structuredPlus = {
  BitFit: { peft: "bitfit" },
  "VPT-deep": { peft: { name: "vpt-deep", length: "from-data", initial: "normal" } },
  Adapter: { peft: { name: "adapter", downInit: "kaiming-uniform" } },
  LoRA: { peft: { name: "lora", widthRule: "K/4L" } },
  AdaptFormer: { peft: { name: "adaptformer", downInit: "kaiming-uniform" } },
} as const satisfies Readonly<Record<string, CellSettings>>;
