/**
 * Table 8: accuracy on the training and on the test images, of heavy and of light fine-tuning, without test-time ensembling.
 *
 *   run-grid experiments/table08-overfitting.ts          15 trainings, a day on the paper's GPU
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * The paper prints no best rates. 0.001 for full tuning and 0.02 for the classifier are of its list; on iNaturalist the classifier's is LIFT's own.
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

const rate = (peft: "full" | "none", learningRate: number): CellSettings => ({ peft, optimizer: { learningRate } });

const methods: Readonly<Record<string, CellSettings>> = {
  "Full fine-tuning (best lr)": rate("full", 0.001),
  "Full fine-tuning (lr equal to LIFT)": rate("full", 0.01),
  "Classifier (best lr)": rate("none", 0.02),
  "Classifier (lr equal to LIFT)": rate("none", 0.01),
  LIFT: {},
};

export default defineGrid({
  ...lift,
  title: "Table 8: overfitting",
  description: "Training accuracy is the mean over classes, as in the paper.",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, at) {
    for (const [name, settings] of Object.entries(methods)) {
      const { paper: published = [] } = paper(8, name, at);
      const numbers = [published].flat();
      const own = name === "Classifier (best lr)" && at.dataset === "inaturalist2018" ? rate("none", 0.01) : settings;
      for (const split of ["train", "test"] as const) {
        const printed = numbers.filter(({ column }) => column.startsWith(split));
        // The row is judged on the training images, so its own accuracies are what the paper's compare with.
        const beside = printed.map(({ split: _split, ...value }) => ({
          ...value,
          ...(split === "train" && value["metric"] === "overall" ? { metric: "meanClass" } : {}),
        }));
        add(`${name}, ${split}`, { ...own, tte: "off", evaluation: { split } }, { paper: beside });
      }
    }
  },
});
