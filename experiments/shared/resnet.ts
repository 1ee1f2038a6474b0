import type { CellSettings, GridDefinition } from "@liftjs/grid";
import { lift } from "./lift.js";
import { zeroShot, zeroShotRow } from "./methods.js";
import { paper } from "./paper.js";
import { shrink } from "./shrink.js";

/** A CLIP ResNet of the smallest size, with random weights. */
const tinyResnet: NonNullable<CellSettings["backbone"]> = {
  family: "clip-resnet",
  width: 8,
  blocks: [1, 1, 1, 1],
  heads: 4,
  resolution: 32,
  projection: 16,
  text: { width: 32, blocks: 1, heads: 2, vocabulary: 514 },
};

const methods: Readonly<Record<string, CellSettings>> = {
  "LIFT w/ SSF": { peft: "ssf" },
  "LIFT w/ bias tuning": { peft: "bias" },
  "LIFT w/ bias tuning & SSF": { peft: ["bias", "ssf"] },
};

/** The shrunk form, on a ResNet. */
export const shrinkToResnet = (settings: CellSettings): CellSettings => ({ ...shrink(settings), backbone: tinyResnet });

/** Tables 21 and 22: what is light on a ResNet. */
export const resnetGrid = (table: number, dataset: "imagenet-lt" | "places-lt", title: string): GridDefinition => ({
  ...lift,
  title,
  datasets: [dataset],
  backbones: ["clip-rn50"],
  rows: { tte: "off" },
  quick: shrinkToResnet,
  cells(add, at) {
    add("Zero-shot CLIP", zeroShot, { ...paper(table, "Zero-shot CLIP", at), ...zeroShotRow });
    for (const [row, settings] of Object.entries(methods)) add(row, settings, paper(table, row, at));
  },
});
