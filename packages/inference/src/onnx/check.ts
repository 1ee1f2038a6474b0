import { createRequire } from "node:module";
import { LiftError } from "@liftjs/contracts";
import type * as Onnx from "onnxruntime-node";
import type { ExportCheck, ExportOptions } from "../export/forms.js";
import type { TunedModel } from "../tuned-model.js";
import { INPUT } from "./preprocessing.js";

/** Images of the check: more than one, and not the number that the graph was recorded at. */
const IMAGES = 3;
/** Largest difference of logits that rounding explains, by what weights and products are rounded to. */
const TOLERANCE = { float32: 1e-4, rounded: 0.1 } as const;

/** Pixels of every colour, normalised: the same at every check. */
function checkImages(resolution: number): Float32Array {
  let word = 1;
  return Float32Array.from({ length: IMAGES * resolution * resolution * 3 }, () => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    return word / 2 ** 30 - 2; // −2 … 2
  });
}

type Runtime = Pick<typeof Onnx, "InferenceSession" | "Tensor">;

async function runtime(): Promise<Runtime | null> {
  try {
    return await import("onnxruntime-node");
  } catch {
    return null;
  }
}

function version(): string {
  const found = createRequire(import.meta.url)("onnxruntime-node/package.json") as { readonly version: string };
  return found.version;
}

async function logitsOf({ InferenceSession, Tensor }: Runtime, path: string, images: Float32Array, side: number) {
  const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
  try {
    const { logits } = await session.run({ [INPUT]: new Tensor("float32", images, [IMAGES, side, side, 3]) });
    if (logits?.data instanceof Float32Array) return logits.data;
    throw new LiftError("FORMAT", `"${path}" gives no float32 logits; this is a fault of the export`);
  } finally {
    await session.release();
  }
}

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);

/**
 * Run an ONNX file by onnxruntime-node and compare its logits with ours.
 * @throws LiftError `FORMAT` where they differ by more than rounding explains
 */
export async function checkOnnx(
  path: string,
  { image: { resolution }, precision: products }: TunedModel,
  { reference, precision }: Pick<ExportOptions, "reference" | "precision">,
): Promise<ExportCheck> {
  const ort = await runtime();
  if (!ort)
    return { done: false, why: "onnxruntime-node is not installed; npm install onnxruntime-node, then export again" };
  const images = checkImages(resolution);
  const [found, { logits }] = [await logitsOf(ort, path, images, resolution), await reference(images, IMAGES)];
  const difference = largestDifference(found, logits);
  const exact = precision === "float32" && products === "float32";
  const tolerance = exact ? TOLERANCE.float32 : TOLERANCE.rounded;
  if (found.length !== logits.length || !(difference <= tolerance))
    throw new LiftError(
      "FORMAT",
      `the exported logits differ from ours by ${difference}, more than ${tolerance}; this is a fault of the export`,
      { difference, tolerance },
    );
  return { done: true, difference, tolerance, by: `onnxruntime-node ${version()}` };
}
