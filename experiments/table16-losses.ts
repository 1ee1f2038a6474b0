/**
 * Table 16: losses.
 *
 *   run-grid experiments/table16-losses.ts          21 trainings, a day on the paper's GPU, most of it iNaturalist
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

/** The paper's rows, each with its citation as printed. */
const losses: Readonly<Record<string, NonNullable<CellSettings["loss"]>>> = {
  CE: "ce",
  "Focal (Lin et al., 2017)": { name: "focal", gamma: 2 },
  "LDAM (Cao et al., 2019)": "ldam",
  "CB (Cui et al., 2019)": "cb",
  "GRW (Zhang et al., 2021)": "grw",
  "LADE (Hong et al., 2021)": "lade",
  "LA (Menon et al., 2021)": { name: "la", tau: 1 },
};

export default defineGrid({
  ...lift,
  title: "Table 16: losses",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, at) {
    for (const [row, loss] of Object.entries(losses)) add(row, { loss }, paper(16, row, at));
  },
});
