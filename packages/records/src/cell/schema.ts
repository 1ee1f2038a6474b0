import { z } from "zod";
import { parseOptions } from "@liftjs/contracts";

const named = z.union([z.string().min(1), z.looseObject({ name: z.string().min(1) })]);
const positive = z.number().positive();
const count = z.number().int().min(1);

const optimizer = z.strictObject({
  /** Rate of the fine-tuning modules, and of the head unless `headLearningRate` says otherwise. */
  learningRate: positive.default(0.01),
  headLearningRate: positive.optional(),
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0).default(5e-4),
  schedule: z.enum(["cosine", "constant"]).default("cosine"),
  /** Largest norm of the gradient over everything trained; off when absent. */
  clipNorm: positive.optional(),
});

const evaluation = z.strictObject({
  tte: named.default("off"),
  split: z.enum(["test", "validation", "train"]).default("test"),
  /** Subtract τ·log π from the logits at test time (Eq. 12 of the paper); off when absent. */
  posthocTau: positive.optional(),
});

const analysis = z.strictObject({
  /** Images of each split at most whose features are analysed (similarity of classes, distances within them, training accuracy); 0 is off, "all" takes every image. */
  images: z.union([z.literal("all"), z.number().int().min(0)]).default(1000),
});

/** A cell as people write it: names, or names with options. */
export const cellSchema = z.strictObject({
  dataset: named,
  backbone: z.union([z.string().min(1), z.looseObject({ name: z.string() }), z.looseObject({ family: z.string() })]),
  peft: z.union([named, z.array(named)]).default([]),
  classifier: named.default("cosine"),
  loss: named.default("la"),
  initializer: named.default("random"),
  augmentation: named.default("random-resized-crop"),
  /** Resampling of training and test views; the backbone's own unless given. */
  interpolation: z.enum(["bilinear", "bicubic"]).optional(),
  optimizer: optimizer.prefault({}),
  /** 0 evaluates the starting head as it is. */
  epochs: z.number().int().min(0).default(10),
  /** CLIP's own zero-shot classifier: products of image and text features in the space that they share. Nothing is trained. */
  zeroShot: z.boolean().default(false),
  batch: count.default(128),
  /**
   * Take a batch in so many steps as the authors' LIFT+ code does: each of `batch / steps` images has a mean of its own, and the batch's
   * loss is the mean of these. Left out, accumulation is exact, and how a batch is split changes nothing.
   */
  accumulation: z.strictObject({ steps: count }).optional(),
  /** Images that pass through the model at once; follows from the machine's memory unless given, and changes no result. */
  microBatch: count.optional(),
  evaluation: evaluation.prefault({}),
  /** Measure the evaluated split after every epoch too, and a sample of the training images, for convergence curves. */
  curve: z.boolean().default(false),
  /** What is analysed beside accuracy, for figures; changes neither the training nor its result. */
  analysis: analysis.prefault({}),
  precision: z.enum(["float32", "bfloat16"]).default("float32"),
  seed: z.number().int().min(0).default(0),
});

export type CellInput = z.input<typeof cellSchema>;
export type CellShape = z.output<typeof cellSchema>;
export type OptimizerConfig = CellShape["optimizer"];

/** A plugin's name with its options, every default filled in. */
export interface Named {
  readonly name: string;
  readonly [option: string]: unknown;
}

/** A cell with every name known, every option checked and every default filled in: plain data, what identities are made of. */
export interface CellConfig {
  readonly dataset: Named;
  readonly backbone: Readonly<Record<string, unknown>> & { readonly family: string; readonly name?: string };
  readonly peft: readonly Named[];
  readonly classifier: Named;
  readonly loss: Named;
  readonly initializer: Named;
  readonly augmentation: Named;
  readonly interpolation: "bilinear" | "bicubic";
  readonly optimizer: OptimizerConfig;
  readonly epochs: number;
  readonly zeroShot: boolean;
  readonly batch: number;
  readonly microBatch?: number;
  readonly accumulation?: { readonly steps: number };
  readonly evaluation: {
    readonly tte: Named;
    readonly split: "test" | "validation" | "train";
    readonly posthocTau?: number;
  };
  readonly curve: boolean;
  readonly analysis: { readonly images: number | "all" };
  readonly precision: "float32" | "bfloat16";
  readonly seed: number;
}

/** Check an optimiser's settings alone. */
export const parseOptimizer = (raw: unknown): OptimizerConfig => parseOptions(optimizer, raw, "optimizer");

/** Check the shape of a cell. @throws LiftError `OPTIONS` that names every key that does not fit */
export const parseCell = (raw: unknown): CellShape => parseOptions(cellSchema, raw, "cell");
