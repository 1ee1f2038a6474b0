/**
 * Table 24: LIFT on Places-LT from CLIP's pre-training and from ImageNet-21K's; with test-time ensembling.
 *
 *   run-grid experiments/table24-pre-training-places-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { preTrainingGrid } from "./shared/pre-training.js";

export default defineGrid(preTrainingGrid(24, "places-lt", "Table 24: pre-training, Places-LT"));
