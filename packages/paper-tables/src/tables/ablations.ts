import { wide } from "../build.js";
import type { DatasetName, PublishedValue } from "../types.js";

const clip = "CLIP ViT-B/16";
const two: readonly DatasetName[] = ["imagenet-lt", "places-lt"];

/** Tables 5–7: what each part adds, which modules, which start of the classifier. */
export const ablations: readonly PublishedValue[] = [
  ...wide({ table: 5, backbone: clip }, two, [
    ["baseline", "60.9 82.6 56.7 13.8", "34.3 53.6 30.5 7.5"],
    ["+SLF", "68.9 84.7 66.3 33.7", "38.9 55.6 35.3 16.4"],
    ["+LA", "74.9 79.7 74.7 61.7", "48.7 50.6 50.8 40.5"],
    ["+SAI", "77.0 80.2 76.1 71.5", "51.5 51.3 52.2 50.5"],
    ["+TTE", "78.3 81.3 77.4 73.4", "52.2 51.7 53.1 50.9"],
  ]),
  ...wide({ table: 6, backbone: clip, note: "with SAI and TTE" }, two, [
    ["Zero-shot CLIP", "68.3 69.2 67.6 67.7", "40.2 38.3 39.2 45.9"],
    ["Classifier fine-tuning", "74.4 77.6 73.7 68.0", "49.4 49.1 50.3 48.2"],
    ["Full fine-tuning", "74.4 82.2 73.9 53.8", "47.2 51.6 48.5 36.2"],
    ["LIFT (Arbitrary)", "77.8 80.9 76.9 72.2", "51.9 51.3 52.7 51.1"],
    ["BitFit", "77.0 79.7 76.3 71.9", "51.5 51.2 52.3 50.0"],
    ["VPT-shallow", "75.2 78.8 74.8 66.8", "49.9 50.5 51.4 45.3"],
    ["VPT-deep", "77.2 79.5 76.5 72.8", "51.5 51.4 52.3 49.8"],
    ["Adapter", "78.1 81.3 77.1 72.8", "52.0 51.7 52.7 51.0"],
    ["LoRA", "76.9 79.6 76.2 71.7", "51.8 51.5 52.5 50.5"],
    ["AdaptFormer", "78.3 81.3 77.4 73.4", "52.2 51.7 53.1 50.9"],
  ]),
  ...wide({ table: 7, backbone: clip, note: "with TTE" }, two, [
    ["Random initialization", "76.1 80.8 75.9 63.2", "49.6 51.2 52.1 41.0"],
    ["Linear probing (re-weighted)", "77.1 81.8 76.4 66.6", "49.9 51.2 51.0 45.0"],
    ["Linear probing (w/ LA loss)", "77.2 81.3 76.4 68.4", "50.2 51.3 51.1 46.2"],
    ["Class mean features", "77.5 81.3 76.8 69.4", "51.3 51.6 52.1 48.8"],
    ["Semantic-aware initialization", "78.3 81.3 77.4 73.4", "52.2 51.7 53.1 50.9"],
  ]),
];
