/**
 * Figure 11: pixels by which test-time ensembling expands the image. One training a data set serves every row.
 *
 *   run-grid experiments/figure11-expand.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * 0 is one view without ensembling. Multiples of the patch are meant to be worse, so the plan's warnings about them are expected.
 */
import { axis, defineGrid, product } from "@liftjs/grid";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Figure 11: expand size of test-time ensembling",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, { quick }) {
    const sizes = quick ? [0, 4, 8, 12] : Array.from({ length: 13 }, (_, i) => 4 * i);
    product(add, [axis("expand", sizes, (expand) => ({ tte: expand ? { name: "five-crop", expand } : "off" }))]);
  },
});
