import type { LiftError } from "@liftjs/contracts";

export interface Guess {
  readonly class: string;
  /** 0 … 1 */
  readonly probability: number;
}

/** What the model says of one photo. */
export interface Classified {
  readonly name: string;
  /** The likeliest classes, the first one first. */
  readonly top: readonly Guess[];
  /** `[C]`, in the order of the model's class names; they sum to 1. */
  readonly probabilities: Float32Array;
  /** `[C]`, views combined, adjusted where a prior asks for it. */
  readonly logits: Float32Array;
  /** `[D]`, the mean over views. */
  readonly features: Float32Array;
}

/** A photo's result, or why there is none. */
export type Outcome =
  | { readonly index: number; readonly name: string; readonly result: Classified }
  | { readonly index: number; readonly name: string; readonly error: LiftError };

export function softmax(logits: Float32Array): Float32Array {
  const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exps = logits.map((z) => Math.exp(z - top));
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((e) => e / sum);
}

/** The likeliest classes; of two that are alike, the one that comes first. */
export function topOf(probabilities: Float32Array, classNames: readonly string[], most: number): Guess[] {
  const guesses = classNames.map((name, c) => ({ class: name, probability: probabilities[c] ?? 0 }));
  return guesses.sort((a, b) => b.probability - a.probability).slice(0, most);
}

/** The mean of V rows of `[V, width]`. */
export function meanRow(rows: Float32Array, views: number): Float32Array {
  const width = rows.length / views;
  const out = new Float32Array(width);
  rows.forEach((value, i) => {
    out[i % width] = (out[i % width] ?? 0) + value / views;
  });
  return out;
}
