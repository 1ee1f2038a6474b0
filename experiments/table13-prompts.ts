/**
 * Table 13: prompts for semantic-aware initialisation.
 *
 *   run-grid experiments/table13-prompts.ts          5 trainings, 2 hours on the paper's GPU
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Descriptions come from the data set, or from a JSON of class name → texts: `initializer: { name: "semantic", prompts: "descriptions", descriptions: FILE }`;
 * ImageNet-LT has none of its own, so `LIFT_DESCRIPTIONS` names that file, and without it the row is not there.
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

const prompts = {
  "“[CLASS]”": "name",
  "“a photo of a [CLASS].”": "template",
  "Prompt ensembling": "ensemble",
} as const;

const descriptions = process.env["LIFT_DESCRIPTIONS"];

export default defineGrid({
  ...lift,
  title: "Table 13: prompts",
  datasets: ["imagenet-lt"],
  cells(add, at) {
    const none = "None prompt (random initialization)";
    add(none, { initializer: "random" }, paper(13, none, at));
    const text = (name: string, initializer: NonNullable<CellSettings["initializer"]>) =>
      add(name, { initializer }, { ...paper(13, name, at), about: ["text"] });
    for (const [name, kind] of Object.entries(prompts)) text(name, { name: "semantic", prompts: kind });
    const described = { name: "semantic", prompts: "descriptions" } as const;
    if (at.quick || descriptions)
      text("Class descriptions (w/o class names)", { ...described, ...(descriptions ? { descriptions } : {}) });
  },
});
