/**
 * Table 13: prompts for semantic-aware initialisation.
 *
 *   run-grid experiments/table13-prompts.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Descriptions of ImageNet's classes are the authors' descriptors_imagenet.json, in a data folder beside the lists; without it that row alone fails.
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

const prompts = {
  "“[CLASS]”": "name",
  "“a photo of a [CLASS].”": "template",
  "Prompt ensembling": "ensemble",
} as const;

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
    text("Class descriptions (w/o class names)", { name: "semantic", prompts: "descriptions" });
  },
});
