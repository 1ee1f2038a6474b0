/**
 * Figure 6: AdaptFormer's bottleneck dimension, without and with test-time ensembling.
 *
 *   run-grid experiments/figure06-bottleneck.ts          28 trainings; half tune less than the classifier has
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { axis, defineGrid, product } from "@liftjs/grid";
import { fiveCrop, lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Figure 6: bottleneck dimension",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, { dataset, quick }) {
    const most = quick ? 4 : dataset === "inaturalist2018" ? 512 : 256;
    const dimensions = Array.from({ length: Math.log2(most) + 1 }, (_, i) => 2 ** i);
    product(add, [
      axis("bottleneck", dimensions, (bottleneck) => ({ peft: { name: "adaptformer", bottleneck } })),
      [
        { name: "", settings: { tte: "off" }, coordinates: { tte: false } },
        { name: "TTE", settings: { tte: fiveCrop }, coordinates: { tte: true } },
      ],
    ]);
  },
});
