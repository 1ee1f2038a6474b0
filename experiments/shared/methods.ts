import type { CellSettings } from "@liftjs/grid";

/** CLIP as it is: the text features of the classes' names, nothing trained. */
export const zeroShot: CellSettings = {
  peft: "none",
  initializer: { name: "semantic", prompts: "template" },
  epochs: 0,
};

/** The classifier alone. */
export const headOnly: CellSettings = { peft: "none" };

/** A hundredth of every matrix: within the 0.1 % to 2 % that the paper recommends; it does not print the part of its Table 6. */
export const arbitrary: CellSettings = { peft: { name: "sparse", ratio: 0.01 } };

/** The structured light methods, under the paper's names and in its order. */
export const structured: Readonly<Record<string, CellSettings>> = {
  BitFit: { peft: "bitfit" },
  "VPT-shallow": { peft: { name: "vpt-shallow", length: 10 } },
  "VPT-deep": { peft: { name: "vpt-deep", length: 10 } },
  Adapter: { peft: "adapter" },
  LoRA: { peft: "lora" },
  AdaptFormer: { peft: "adaptformer" },
};
