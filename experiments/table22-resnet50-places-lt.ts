/**
 * Table 22: LIFT on Places-LT with CLIP ResNet-50: SSF behind the backbone, bias tuning, both. The scripts have no test-time ensembling here.
 *
 *   run-grid experiments/table22-resnet50-places-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * A ViT has no bias tuning of this kind: with such a --backbone those rows are left out.
 */
import { defineGrid } from "@liftjs/grid";
import { resnetGrid } from "./shared/resnet.js";

export default defineGrid(resnetGrid(22, "places-lt", "Table 22: Places-LT with CLIP ResNet-50"));
