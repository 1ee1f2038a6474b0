/**
 * LIFT+: where the classifier starts. Class means and the probe look at no more than 100 images a class.
 *
 *   run-grid experiments/lift-plus-initializers.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { addEach } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: where the classifier starts",
  datasets: ["imagenet-lt", "places-lt"],
  cells(add) {
    addEach(add, {
      Random: { initializer: "random" },
      "Linear probing": { initializer: { name: "linear-probe", limit: 100 } },
      "Class means": { initializer: { name: "class-mean", limit: 100 } },
    });
    add("Semantic-aware", { initializer: { name: "semantic", prompts: "template" } }, { about: ["text"] });
  },
});
