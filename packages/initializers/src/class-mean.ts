import { defineInitializer, LiftError, numberAt, type InitializerContext } from "@liftjs/contracts";
import { z } from "zod";
import { addTo, headOf, normalizeRows, row, rowsOf, type Rows } from "./rows.js";

const center = z.boolean().default(false);
const classMeanSchema = z.strictObject({ limit: z.union([z.int().min(1), z.literal("all")]).default(100), center });
export type ClassMeanInput = z.input<typeof classMeanSchema>;
const kShotSchema = z.strictObject({ shots: z.int().min(1), center });
export type KShotInput = z.input<typeof kShotSchema>;

interface Features {
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly width: number;
}

/** Images of each class. @throws LiftError `DATA` that names the classes without one */
export function sizes(labels: Int32Array, classes: number, where: string): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = numberAt(counts, label) + 1;
  const empty = counts.flatMap((n, c) => (n ? [] : [c]));
  if (empty.length)
    throw new LiftError(
      "DATA",
      `${where} needs an image of every class; classes ${empty.slice(0, 5).join(", ")}${empty.length > 5 ? ", …" : ""} have none. Drop them from the data set or use "random" or "semantic"`,
      { empty },
    );
  return counts;
}

/** Mean feature of each class `[C, D]`, in double precision. */
export function classMeans({ features, labels, width }: Features, classes: number, where: string): Rows {
  const counts = sizes(labels, classes, where);
  const means = rowsOf(classes, width);
  labels.forEach((label, i) =>
    addTo(row(means, label), features.subarray(i * width, (i + 1) * width), 1 / numberAt(counts, label)),
  );
  return means;
}

/** Subtract the mean of the class means, so that every class counts once, in place. */
function centerRows(means: Rows): Rows {
  const classes = means.data.length / means.width;
  const centre = new Float64Array(means.width);
  for (let c = 0; c < classes; c++) addTo(centre, row(means, c), 1 / classes);
  for (let c = 0; c < classes; c++) addTo(row(means, c), centre, -1);
  return means;
}

async function normalizedMeans(
  context: InitializerContext,
  limit: number | undefined,
  centered: boolean,
  where: string,
): Promise<Rows> {
  const means = classMeans(await context.trainFeatures(limit), context.classes, where);
  return normalizeRows(centered ? centerRows(means) : means);
}

/**
 * The mean of each class's frozen features, scaled to unit length.
 * `limit`: images per class at most (100 in LIFT+; "all" in LIFT). `center`: first subtract the mean of all class means
 * (ours; helps where raw features point nearly one way, as DINOv2's).
 */
export const classMean = defineInitializer(
  "class-mean",
  classMeanSchema,
  { features: true },
  headOf(({ limit, center }, context, where) =>
    normalizedMeans(context, limit === "all" ? undefined : limit, center, where),
  ),
);

/** The same from `shots` images per class (fewer where a class has fewer). The papers use 1, 10 and 100. */
export const kShot = defineInitializer(
  "k-shot",
  kShotSchema,
  { features: true },
  headOf(({ shots, center }, context, where) => normalizedMeans(context, shots, center, where)),
);
