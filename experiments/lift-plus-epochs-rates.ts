/**
 * LIFT+: epochs and learning rates.
 *
 *   run-grid experiments/lift-plus-epochs-rates.ts          30 trainings a data set
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { axis, defineGrid, product } from "@liftjs/grid";
import { plus, searchedRates } from "./shared/lift.js";
import { shrink } from "./shared/shrink.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: epochs and learning rate",
  datasets: ["imagenet-lt", "places-lt"],
  base: { ...plus.base, tte: "off" },
  quick: (settings) => ({ ...shrink(settings), epochs: Math.ceil((settings.epochs ?? 5) / 5) }),
  cells(add, { quick }) {
    product(add, [
      axis("epochs", quick ? [5, 10, 15] : [1, 5, 10, 15, 20], (epochs) => ({ epochs })),
      axis("learningRate", quick ? searchedRates.slice(0, 3) : searchedRates, (learningRate) => ({
        optimizer: { learningRate },
      })),
    ]);
  },
});
