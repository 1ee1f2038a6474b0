/**
 * Table 8: accuracy on the training and on the test images, of heavy and of light fine-tuning, without test-time ensembling.
 *
 *   run-grid experiments/table08-overfitting.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * The best rates are the scripts': 0.0005, 0.001 and 0.005 for full tuning, 0.02, 0.02 and 0.01 for the classifier.
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { headOnlyAt } from "./shared/methods.js";
import { paper } from "./shared/paper.js";

/** Best rate of the classifier alone, by data set; full tuning's are in shared/lift.ts. */
const bestOfHead = (dataset: string): number => (dataset === "inaturalist2018" ? 0.01 : 0.02);

const methods = (dataset: string): Readonly<Record<string, CellSettings>> => ({
  "Full fine-tuning (best lr)": { peft: "full" },
  "Full fine-tuning (lr equal to LIFT)": { peft: "full", optimizer: { learningRate: 0.01 } },
  "Classifier (best lr)": headOnlyAt(bestOfHead(dataset)),
  "Classifier (lr equal to LIFT)": headOnlyAt(0.01),
  LIFT: {},
});

export default defineGrid({
  ...lift,
  title: "Table 8: overfitting",
  description: "Training accuracy is the mean over classes, as in the paper.",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  rows: { tte: "off" },
  cells(add, at) {
    for (const [name, settings] of Object.entries(methods(at.dataset))) {
      const { paper: published = [] } = paper(8, name, at);
      const numbers = [published].flat();
      for (const split of ["train", "test"] as const) {
        const printed = numbers.filter(({ column }) => column.startsWith(split));
        // The row is evaluated on the training images, so its own accuracies are what the paper's compare with.
        const beside = printed.map(({ split: _split, ...value }) => ({
          ...value,
          ...(split === "train" && value["metric"] === "overall" ? { metric: "meanClass" } : {}),
        }));
        add(`${name}, ${split}`, { ...settings, evaluation: { split } }, { paper: beside });
      }
    }
  },
});
