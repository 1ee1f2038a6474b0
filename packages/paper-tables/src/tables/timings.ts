import { cell, pairs } from "../build.js";
import type { PublishedValue } from "../types.js";

const times: readonly (readonly [row: string, imagenet: string, places: string])[] = [
  ["BitFit", "2 m 32 s", "1 m 23 s"],
  ["VPT-shallow", "2 m 31 s", "1 m 22 s"],
  ["VPT-deep", "2 m 40 s", "1 m 27 s"],
  ["Adapter", "2 m 37 s", "1 m 25 s"],
  ["LoRA", "2 m 33 s", "1 m 23 s"],
  ["AdaptFormer", "2 m 40 s", "1 m 28 s"],
];

/** Table 11: training time of an epoch on the authors' GPU. */
export const timings: readonly PublishedValue[] = times.flatMap(([row, ...printed]) =>
  pairs(["imagenet-lt", "places-lt"] as const, printed).flatMap(([dataset, time]) =>
    cell({ table: 11, dataset, backbone: "CLIP ViT-B/16" }, row, "Time", time, {
      unit: "s",
      metric: "secondsPerEpoch",
    }),
  ),
);
