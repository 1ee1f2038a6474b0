import { z } from "zod";
import { count, percent, type Plain } from "./fields.js";

/** Accuracies in percent; null where a group has no class. */
export const accuraciesSchema = z.strictObject({
  /** Counts images alike. */
  overall: percent,
  /** Counts classes alike. */
  meanClass: percent,
  many: percent,
  medium: percent,
  few: percent,
});

export const metricsSchema = accuraciesSchema.extend({
  /** Classes of each group. */
  groups: z.strictObject({ many: count, medium: count, few: count }),
  /** Accuracy of each class, null for a class without test images. */
  perClass: z.array(percent),
  /** Mean negative log-likelihood in nats. */
  nll: percent,
  /** Expected calibration error in percent, 15 equal bins of confidence. */
  ece: percent,
});

export type Accuracies = Plain<typeof accuraciesSchema>;
/** What the papers report of one evaluation. */
export type Metrics = Plain<typeof metricsSchema>;

/** The accuracies among the metrics of an evaluation. */
export const accuraciesOf = ({ overall, meanClass, many, medium, few }: Accuracies): Accuracies => ({
  overall,
  meanClass,
  many,
  medium,
  few,
});
