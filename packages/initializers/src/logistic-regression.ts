import { numberAt } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { minimize, type Evaluation } from "./lbfgs.js";
import { rowsOf, type Rows } from "./rows.js";

/** A multinomial logistic regression to fit. */
export interface Regression {
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly width: number;
  readonly classes: number;
  /** How much a sample of each class counts `[C]`. */
  readonly classWeights: readonly number[];
  /** Added to the logits while fitting `[C]`; zeros for plain cross-entropy. */
  readonly shift: readonly number[];
  /** Inverse strength of the L2 penalty on the weights; the intercepts are free. */
  readonly c: number;
  readonly maxIterations: number;
  readonly tolerance: number;
}

/** Numbers of one product that are held at once. */
const CHUNK = 2 ** 22;

interface Chunk {
  readonly features: tf.Tensor2D;
  readonly labels: Int32Array;
}

function chunksOf({ features, labels, width, classes }: Regression): Chunk[] {
  const rows = Math.max(1, Math.floor(CHUNK / classes));
  return Array.from({ length: Math.ceil(labels.length / rows) }, (_, k) => {
    const own = labels.subarray(k * rows, (k + 1) * rows);
    return {
      features: tf.tensor2d(features.subarray(k * rows * width, (k * rows + own.length) * width), [own.length, width]),
      labels: own,
    };
  });
}

/** Turn logits `[n, C]` into the gradient of the weighted cross-entropy with respect to them, in place. @returns the sum of the losses */
function residuals(
  logits: Float32Array,
  labels: Int32Array,
  offsets: Float64Array,
  classWeights: readonly number[],
): number {
  const { exp, log } = Math;
  const classes = offsets.length;
  let loss = 0;
  labels.forEach((label, i) => {
    const z = Float64Array.from(logits.subarray(i * classes, (i + 1) * classes), (v, c) => v + numberAt(offsets, c));
    const top = z.reduce((m, v) => (v > m ? v : m), -Infinity);
    const total = z.reduce((sum, v) => sum + exp(v - top), 0);
    const weight = numberAt(classWeights, label);
    loss += weight * (log(total) + top - numberAt(z, label));
    z.forEach((v, c) => (logits[i * classes + c] = weight * (exp(v - top) / total - (c === label ? 1 : 0))));
  });
  return loss;
}

/** Loss of one chunk; adds its gradient to `gradient`, weights `[C, D]` first, then intercepts `[C]`. */
async function addChunk(
  { features, labels }: Chunk,
  weights: tf.Tensor2D,
  offsets: Float64Array,
  { classWeights, classes, width }: Regression,
  gradient: Float64Array,
): Promise<number> {
  const product = tf.matMul(features, weights, false, true);
  const logits = new Float32Array(await product.data());
  product.dispose();
  const loss = residuals(logits, labels, offsets, classWeights);
  const slope = tf.tidy(() => tf.matMul(tf.tensor2d(logits, [labels.length, classes]), features, true)); // [C, D]
  (await slope.data()).forEach((v, k) => (gradient[k] = numberAt(gradient, k) + v));
  slope.dispose();
  logits.forEach((v, k) => {
    const offset = classes * width + (k % classes);
    gradient[offset] = numberAt(gradient, offset) + v;
  });
  return loss;
}

/** Mean weighted loss plus penalty at x, in the scale of the mean. */
async function evaluate(x: Float64Array, chunks: readonly Chunk[], problem: Regression): Promise<Evaluation> {
  const { classes, width, labels, classWeights, c, shift } = problem;
  const size = classes * width;
  const weights = tf.tensor2d(Float32Array.from(x.subarray(0, size)), [classes, width]);
  const offsets = x.slice(size).map((v, k) => v + numberAt(shift, k));
  const gradient = new Float64Array(x.length);
  let loss = 0;
  for (const chunk of chunks) loss += await addChunk(chunk, weights, offsets, problem, gradient);
  weights.dispose();
  const total = labels.reduce((sum, label) => sum + numberAt(classWeights, label), 0);
  for (const [k, v] of x.subarray(0, size).entries()) {
    loss += (v * v) / (2 * c);
    gradient[k] = numberAt(gradient, k) + v / c;
  }
  return { value: loss / total, gradient: gradient.map((g) => g / total) };
}

/**
 * Fit a multinomial logistic regression by L-BFGS.
 * Minimises `Σ_i w[y_i]·CE(W·f_i + b + shift, y_i) + ‖W‖² / (2c)`; products are float32 on the engine, the rest is double.
 * @returns coefficients `[C, D]` and intercepts `[C]`
 */
export async function fitLogisticRegression(
  problem: Regression,
): Promise<{ coefficients: Rows; intercepts: Float64Array }> {
  const { classes, width, maxIterations, tolerance } = problem;
  const chunks = chunksOf(problem);
  try {
    const { x } = await minimize((at) => evaluate(at, chunks, problem), new Float64Array(classes * (width + 1)), {
      maxIterations,
      tolerance,
    });
    const coefficients = rowsOf(classes, width);
    coefficients.data.set(x.subarray(0, classes * width));
    return { coefficients, intercepts: x.slice(classes * width) };
  } finally {
    tf.dispose(chunks.map(({ features }) => features));
  }
}
