/**
 * Table 23: LIFT on ImageNet-LT from CLIP's pre-training and from ImageNet-21K's; with test-time ensembling.
 *
 *   run-grid experiments/table23-pre-training-imagenet-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { preTrainingGrid } from "./shared/pre-training.js";

export default defineGrid(preTrainingGrid(23, "imagenet-lt", "Table 23: pre-training, ImageNet-LT"));
