/** Replace each row of logits `[n, C]` by its log-softmax. */
function toLogProbabilities(rows: Float32Array, classes: number): Float32Array {
  const out = Float32Array.from(rows);
  for (let at = 0; at < out.length; at += classes) {
    const row = out.subarray(at, at + classes);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = row.reduce((total, z) => total + Math.exp(z - top), 0);
    row.forEach((z, c) => (row[c] = z - top - Math.log(sum)));
  }
  return out;
}

/** Mean over views of logits or of log-probabilities: `[n·V, C]` → `[n, C]`. */
export function combineViews(
  logits: Float32Array,
  views: number,
  classes: number,
  combine: "logits" | "log-probabilities",
): Float32Array {
  const rows = combine === "log-probabilities" ? toLogProbabilities(logits, classes) : logits;
  if (views === 1) return rows;
  const out = new Float32Array(rows.length / views);
  for (let image = 0; image * classes < out.length; image++) {
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (let v = 0; v < views; v++) sum += rows[(image * views + v) * classes + c] ?? NaN;
      out[image * classes + c] = sum / views;
    }
  }
  return out;
}

/**
 * Post-hoc logit adjustment at test time: `z − τ · log π`, π the training frequencies.
 * @param logits `[n, C]` @param counts training images per class `[C]` Source: Menon et al. 2021; LIFT, Equation 12 (τ = 1).
 */
export function adjustLogits(logits: Float32Array, counts: readonly number[], tau: number | undefined): Float32Array {
  if (tau === undefined) return logits;
  const total = counts.reduce((a, b) => a + b, 0);
  const shift = counts.map((n) => tau * Math.log(n / total));
  return logits.map((z, i) => z - (shift[i % counts.length] ?? 0));
}
