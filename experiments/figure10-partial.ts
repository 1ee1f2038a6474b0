/**
 * Figure 10: tuning the last k blocks in full at six rates; LIFT at its one rate as the line to compare with.
 *
 *   run-grid experiments/figure10-partial.ts          129 trainings, days on the paper's GPU, most of it iNaturalist
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * k = 0 is the classifier alone, k = 12 full fine-tuning: this is also the search for full tuning's rate.
 */
import { axis, defineGrid, product, type CellSettings } from "@liftjs/grid";
import { lift, searchedRates } from "./shared/lift.js";

const lastBlocks = (last: number): CellSettings =>
  last === 0 ? { peft: "none" } : { peft: { name: "full", blocks: { last } } };

export default defineGrid({
  ...lift,
  title: "Figure 10: the last k blocks",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  base: { ...lift.base, tte: "off" },
  cells(add, { quick }) {
    add("LIFT", {});
    product(add, [
      axis("lastBlocks", quick ? [0, 1, 2] : [0, 1, 2, 3, 6, 9, 12], lastBlocks),
      axis("learningRate", quick ? [0.02, 0.01, 0.005] : searchedRates, (learningRate) => ({
        optimizer: { learningRate },
      })),
    ]);
  },
});
