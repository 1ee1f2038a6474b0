/**
 * Figure 4: the part of every matrix that is trained, against the learning rate; LIFT's structured form as the line to compare with.
 *
 *   run-grid experiments/figure04-mask-ratio.ts          61 trainings, a day on the paper's GPU
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Figure 4 b, c (similarities and distances) are rows of figure07-representations-imagenet-lt.ts.
 */
import { axis, defineGrid, product } from "@liftjs/grid";
import { lift, searchedRates } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Figure 4: part of trained parameters and learning rate",
  datasets: ["imagenet-lt"],
  base: { ...lift.base, tte: "off" },
  cells(add, { quick }) {
    const ratios = quick ? [0.01, 0.1, 1] : [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
    const rates = quick ? [0.02, 0.01, 0.005] : searchedRates;
    add("LIFT (structured)", {});
    product(add, [
      axis("ratio", ratios, (ratio) => ({ peft: { name: "sparse", ratio } })),
      axis("learningRate", rates, (learningRate) => ({ optimizer: { learningRate } })),
    ]);
  },
});
