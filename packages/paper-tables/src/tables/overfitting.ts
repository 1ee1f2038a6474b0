import { accuracyMetrics, cell, pairs } from "../build.js";
import type { DatasetName, PublishedValue } from "../types.js";

/** A row of Table 8: training accuracy, test accuracy and their difference, for all classes and for each group. */
type Row = readonly [row: string, ...triples: readonly string[]];

const overfittingOn = (dataset: DatasetName, rows: readonly Row[]): PublishedValue[] =>
  rows.flatMap(([row, ...triples]) =>
    pairs(Object.entries(accuracyMetrics), triples).flatMap(([[column, metric], triple]) => {
      const [train, test, gap] = triple.split(" ") as [string, string, string];
      const common = {
        table: 8,
        dataset,
        backbone: "CLIP ViT-B/16",
        note: "training accuracy is the mean over classes",
      };
      return [
        ...cell(common, row, `train ${column}`, train, { unit: "%", metric, split: "train" }),
        ...cell(common, row, `test ${column}`, test, { unit: "%", metric }),
        ...cell(common, row, `Δ ${column}`, gap, { unit: "points" }),
      ];
    }),
  );

/** Table 8: how much better a model does on what it was trained on. */
export const overfitting: readonly PublishedValue[] = [
  ...overfittingOn("imagenet-lt", [
    ["Full fine-tuning (best lr)", "91.6 72.9 18.7", "92.3 80.8 11.5", "88.5 72.4 16.1", "72.8 52.1 20.7"],
    ["Full fine-tuning (lr equal to LIFT)", "91.6 61.7 29.9", "91.8 70.3 21.5", "91.3 60.0 21.3", "86.0 43.4 42.6"],
    ["Classifier (best lr)", "86.1 73.5 12.6", "83.2 76.6 6.6", "86.9 72.8 14.1", "91.7 67.2 24.5"],
    ["Classifier (lr equal to LIFT)", "82.8 73.1 9.7", "82.6 77.0 5.6", "83.8 73.1 10.7", "79.3 61.6 17.7"],
    ["LIFT", "87.1 77.0 10.1", "86.8 80.2 6.6", "87.9 76.1 11.8", "88.9 71.5 17.4"],
  ]),
  ...overfittingOn("places-lt", [
    ["Full fine-tuning (best lr)", "74.7 46.4 28.3", "74.8 51.0 23.8", "78.1 47.6 30.5", "66.8 35.3 31.5"],
    ["Full fine-tuning (lr equal to LIFT)", "81.9 41.8 40.1", "77.0 46.3 30.7", "85.7 43.1 42.6", "82.0 30.5 51.5"],
    ["Classifier (best lr)", "64.8 48.5 16.3", "55.0 48.6 6.4", "66.3 49.1 17.2", "79.1 46.8 32.3"],
    ["Classifier (lr equal to LIFT)", "59.6 48.3 11.3", "54.5 49.3 5.2", "62.4 49.9 12.5", "62.6 42.5 20.1"],
    ["LIFT", "64.2 51.5 12.7", "58.3 51.3 7.0", "65.9 52.2 13.7", "71.1 50.5 20.6"],
  ]),
  ...overfittingOn("inaturalist2018", [
    ["Full fine-tuning (best lr)", "95.9 72.7 23.2", "91.8 70.3 21.5", "96.1 73.1 23.0", "96.8 72.7 24.1"],
    ["Full fine-tuning (lr equal to LIFT)", "95.8 70.1 25.7", "85.1 63.7 21.4", "95.8 70.0 25.8", "98.7 71.8 26.9"],
    ["Classifier (best lr)", "76.8 57.9 18.9", "53.7 46.7 7.0", "74.7 56.8 17.9", "85.4 62.1 23.3"],
    ["Classifier (lr equal to LIFT)", "76.8 57.9 18.9", "53.7 46.7 7.0", "74.7 56.8 17.9", "85.4 62.1 23.3"],
    ["LIFT", "97.3 79.1 18.2", "88.0 72.4 15.6", "97.4 79.0 18.4", "99.4 81.1 18.3"],
  ]),
];
