/**
 * Table 14: epochs, without and with test-time ensembling.
 *
 *   run-grid experiments/table14-epochs.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";
import { shrink } from "./shared/shrink.js";

export default defineGrid({
  ...lift,
  title: "Table 14: epochs",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  quick: (settings) => ({ ...shrink(settings), epochs: Math.ceil((settings.epochs ?? 5) / 10) }),
  cells(add, at) {
    for (const [name, tte] of [
      ["LIFT", "off"],
      ["LIFT w/ TTE", fiveCrop],
    ] as const)
      for (const epochs of at.quick ? [5, 20, 30] : [5, 10, 20, 30]) {
        const row = `${name}, ${epochs} epochs`;
        add(row, { epochs, tte }, { ...paper(14, row, at), coordinates: { epochs, tte: tte !== "off" } });
      }
  },
});
