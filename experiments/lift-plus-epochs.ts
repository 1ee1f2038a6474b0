/**
 * LIFT+: epochs with rates in inverse proportion, LIFT+ with its minimalist augmentation beside LIFT's random resized crops.
 *
 *   run-grid experiments/lift-plus-epochs.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid, product, type CellSettings, type Point } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { shrink } from "./shared/shrink.js";

type Rates = readonly (readonly [epochs: number, learningRate: number])[];

/** As the scripts round them. */
const usual: Rates = [
  [5, 0.02],
  [10, 0.01],
  [15, 0.0066],
  [20, 0.005],
  [25, 0.004],
  [30, 0.0033],
];
/** iNaturalist, with the random resized crops. */
const crops: Rates = [
  [5, 0.04],
  [10, 0.02],
  [15, 0.0133],
  [20, 0.01],
  [25, 0.008],
  [30, 0.0066],
  [35, 0.0057],
  [40, 0.005],
  [45, 0.0044],
  [50, 0.004],
];
/** iNaturalist, with the minimalist augmentation. */
const minimalist: Rates = [
  [5, 0.06],
  [10, 0.03],
  [15, 0.02],
  [20, 0.015],
  [25, 0.012],
  [30, 0.01],
  [35, 0.0085],
  [40, 0.0075],
  [45, 0.0066],
  [50, 0.006],
];

const pointsOf = (rates: Rates): Point[] =>
  rates.map(([epochs, learningRate]) => ({
    name: `epochs ${epochs}`,
    settings: { epochs, optimizer: { learningRate } },
    coordinates: { epochs, learningRate },
  }));

const augmentations: Readonly<Record<string, NonNullable<CellSettings["augmentation"]>>> = {
  LIFT: "random-resized-crop",
  "LIFT+": { name: "minimalist", schedule: "convex" },
};

export default defineGrid({
  ...plus,
  title: "LIFT+: epochs and learning rate",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  quick: (settings) => ({ ...shrink(settings), epochs: Math.ceil((settings.epochs ?? 5) / 5) }),
  cells(add, { dataset, quick }) {
    for (const [name, augmentation] of Object.entries(augmentations)) {
      const own = name === "LIFT" ? crops : minimalist;
      const rates = dataset === "inaturalist2018" ? own : usual;
      const points = pointsOf(quick ? rates.slice(0, 3) : rates);
      product(add, [[{ name, settings: { augmentation }, coordinates: { method: name } }], points]);
    }
  },
});
