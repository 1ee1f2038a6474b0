import type { PageSettings } from "./settings.js";

/** A class and its probability, 0 … 1. */
export interface Score {
  readonly name: string;
  readonly probability: number;
}

const largest = (row: Float32Array): number => row.reduce((a, b) => Math.max(a, b), -Infinity);

function logProbabilities(row: Float32Array): Float32Array {
  const top = largest(row);
  const rest = Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
  return row.map((z) => z - top - rest);
}

/** Probabilities of all classes from the logits of every view `[V, C]`, the likeliest first. */
export function scoresOf(
  logits: Float32Array,
  { classNames, combine, offsets }: Pick<PageSettings, "classNames" | "combine" | "offsets">,
): Score[] {
  const classes = classNames.length;
  const views = logits.length / classes;
  const mean = new Float32Array(classes);
  for (let v = 0; v < views; v++) {
    const row = logits.slice(v * classes, (v + 1) * classes);
    (combine === "log-probabilities" ? logProbabilities(row) : row).forEach((z, c) => {
      mean[c] = (mean[c] ?? 0) + z / views;
    });
  }
  const adjusted = logProbabilities(mean.map((z, c) => z + (offsets[c] ?? 0)));
  const scores = classNames.map((name, c) => ({ name, probability: Math.exp(adjusted[c] ?? -Infinity) }));
  return scores.sort((a, b) => b.probability - a.probability);
}
