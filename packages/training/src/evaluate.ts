import type { Program } from "@liftjs/core-tensor";
import { equalStretches, oneAhead } from "./batches.js";
import { evaluateName } from "./program.js";

export interface EvaluationInputs {
  readonly shape: readonly number[];
  test(indices: Int32Array): Promise<Float32Array>;
}

export interface EvaluationSettings {
  readonly program: Program;
  readonly inputs: EvaluationInputs;
  readonly samples: number;
  readonly classes: number;
  readonly views: number;
  /** Images (not views) that pass at once. */
  readonly limit: number;
  readonly combine: "logits" | "log-probabilities";
  readonly signal?: AbortSignal;
  progress?(done: number): void;
}

/** The one size, in views, that an evaluation asks the program for. */
export const evaluationSize = (samples: number, views: number, limit: number): number =>
  Math.min(samples, limit) * views;

/** Replace each row of logits by its log-softmax. */
function toLogProbabilities(rows: Float32Array, classes: number): void {
  for (let at = 0; at < rows.length; at += classes) {
    let top = -Infinity;
    for (let c = 0; c < classes; c++) top = Math.max(top, rows[at + c]!);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(rows[at + c]! - top);
    for (let c = 0; c < classes; c++) rows[at + c] = rows[at + c]! - top - Math.log(sum);
  }
}

/** Mean over views: `[n·V, C]` → `[n, C]`. */
export function combineViews(
  rows: Float32Array,
  views: number,
  classes: number,
  combine: "logits" | "log-probabilities",
): Float32Array {
  if (combine === "log-probabilities") toLogProbabilities(rows, classes);
  if (views === 1) return rows;
  const out = new Float32Array(rows.length / views);
  for (let at = 0; at < out.length; at++) {
    const image = Math.floor(at / classes);
    let sum = 0;
    for (let v = 0; v < views; v++) sum += rows[(image * views + v) * classes + (at % classes)]!;
    out[at] = sum / views;
  }
  return out;
}

/** Logits of every test image, its views combined: `[n, C]`. */
export async function evaluateLogits(s: EvaluationSettings): Promise<Float32Array> {
  const out = new Float32Array(s.samples * s.classes);
  const all = Int32Array.from({ length: s.samples }, (_, i) => i);
  const size = evaluationSize(s.samples, s.views, s.limit);
  let done = 0;
  for await (const { item, value } of oneAhead(equalStretches(all, size / s.views), (part) =>
    s.inputs.test(part.items),
  )) {
    s.signal?.throwIfAborted();
    const { logits } = await s.program.run(evaluateName(size), {
      input: { shape: [size, ...s.inputs.shape], data: value },
    });
    const combined = combineViews(logits!.data as Float32Array, s.views, s.classes, s.combine);
    out.set(combined.subarray(0, item.count * s.classes), done * s.classes);
    s.progress?.((done += item.count));
  }
  return out;
}
