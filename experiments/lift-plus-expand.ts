/**
 * LIFT+: expand sizes, with test-time ensembling and without (the centre of the expanded image alone). One training a data set.
 *
 *   run-grid experiments/lift-plus-expand.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { axis, defineGrid, product } from "@liftjs/grid";
import { plus } from "./shared/lift.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: expand size",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, { quick }) {
    const sizes = quick ? [0, 4, 12] : Array.from({ length: 13 }, (_, i) => 4 * i);
    for (const [tte, name] of [
      [false, "off"],
      [true, "five-crop"],
    ] as const)
      product(add, [
        axis("expand", sizes, (expand) => ({ tte: { name, expand } })),
        [{ name: tte ? "TTE" : "", settings: {}, coordinates: { tte } }],
      ]);
  },
});
