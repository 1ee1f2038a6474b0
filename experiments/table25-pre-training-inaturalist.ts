/**
 * Table 25: LIFT on iNaturalist 2018 from CLIP's pre-training and from ImageNet-21K's; with test-time ensembling.
 *
 *   run-grid experiments/table25-pre-training-inaturalist.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { preTrainingGrid } from "./shared/pre-training.js";

export default defineGrid(preTrainingGrid(25, "inaturalist2018", "Table 25: pre-training, iNaturalist 2018"));
