import { LiftError, type ModelCard } from "@liftjs/contracts";
import type { WeightFile } from "../weight-file.js";

/** Where a classifier's weight lies in the files that are read: `[C, D]`, in JAX's files `[D, C]`. */
const heads: readonly [tensor: string, axis: number][] = [
  ["head.weight", 0],
  ["classifier.weight", 0],
  ["fc.weight", 0],
  ["head/kernel", 1],
];

/** Classes of the classifier in a file of weights; null where there is none. */
export function headClassesOf(file: WeightFile): number | null {
  const names = new Set(file.names());
  const found = heads.find(([tensor]) => names.has(tensor));
  return found ? (file.shape(found[0])[found[1]] ?? null) : null;
}

/**
 * Refuse a file of another training of the same architecture, which would load and be silently another model: ImageNet-21K's pure weights
 * have a classifier of 21,843 classes, those that were then fine-tuned on ImageNet-1K one of 1,000.
 * @throws LiftError `WEIGHTS` that says which model the file is not
 */
export function checkHead(
  { name, weights }: Pick<ModelCard, "name" | "weights">,
  file: WeightFile,
  path: string,
): void {
  const found = headClassesOf(file);
  if (weights.headClasses === undefined || found === null || found === weights.headClasses) return;
  throw new LiftError(
    "WEIGHTS",
    `${path} has a classifier of ${found} classes; "${name}" has one of ${weights.headClasses}, so the file is of another training. ` +
      `Needed: ${weights.note ?? weights.file}`,
    { got: found, needed: weights.headClasses },
  );
}
