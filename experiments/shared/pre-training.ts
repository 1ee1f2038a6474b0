import type { GridDefinition } from "@liftjs/grid";
import { lift } from "./lift.js";
import { paper } from "./paper.js";

const rows: Readonly<Record<string, string>> = {
  "clip-vit-b16": "CLIP Pre-training",
  "in21k-vit-b16": "ImageNet-21K Pre-training",
};

/** Tables 23 to 25: CLIP's pre-training beside ImageNet-21K's, whose head starts from class means. */
export const preTrainingGrid = (
  table: number,
  dataset: NonNullable<GridDefinition["datasets"]>[number],
  title: string,
): GridDefinition => ({
  ...lift,
  title,
  datasets: [dataset],
  backbones: ["clip-vit-b16", "in21k-vit-b16"],
  cells(add, at) {
    add("LIFT w/ TTE", {}, paper(table, rows[at.backbone] ?? at.backbone, at));
  },
});
