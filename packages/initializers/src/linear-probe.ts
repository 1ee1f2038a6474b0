import { defineInitializer, type InitializerContext } from "@liftjs/contracts";
import { z } from "zod";
import { sizes } from "./class-mean.js";
import { fitLogisticRegression, type Regression } from "./logistic-regression.js";
import { headOf, normalizeRows, type Rows } from "./rows.js";

const schema = z.strictObject({
  /** Inverse strength of the L2 penalty. */
  c: z.number().positive().default(1),
  maxIterations: z.int().min(1).default(100),
  /** Images per class at most; left out, all. */
  limit: z.int().min(1).optional(),
});
export type LinearProbeInput = z.input<typeof schema>;

const TOLERANCE = 1e-6;

/** How the two probes treat imbalance. */
interface Treatment {
  readonly name: string;
  weigh(counts: readonly number[], total: number): Pick<Regression, "classWeights" | "shift">;
}

const balanced: Treatment = {
  name: "linear-probe",
  weigh: (counts, total) => ({
    classWeights: counts.map((n) => total / (counts.length * n)),
    shift: counts.map(() => 0),
  }),
};
const adjusted: Treatment = {
  name: "linear-probe-la",
  weigh: (counts, total) => ({
    classWeights: counts.map(() => 1),
    shift: counts.map((n) => Math.log(n / total)),
  }),
};

async function probe(
  options: z.output<typeof schema>,
  context: InitializerContext,
  where: string,
  treat: Treatment,
): Promise<Rows> {
  const { c, maxIterations, limit } = options;
  const { features, labels, width } = await context.trainFeatures(limit);
  const settings = { classes: context.classes, c, maxIterations, tolerance: TOLERANCE };
  const values = await context.remember({ probe: treat.name, ...settings }, [features, labels], async () => {
    const treatment = treat.weigh(sizes(labels, context.classes, where), labels.length);
    const { coefficients } = await fitLogisticRegression({ features, labels, width, ...settings, ...treatment });
    return { values: Float32Array.from(normalizeRows(coefficients).data), width };
  });
  return { data: Float64Array.from(values), width };
}

/**
 * Rows of a logistic regression on frozen features, scaled to unit length; its intercepts are dropped.
 * L-BFGS, `c` = 1, classes weighted by `n / (C·n_c)`, at most 100 iterations: the optimum of scikit-learn's `LogisticRegression`
 * with `class_weight="balanced"`. Source: LIFT, Table 7 ("re-weighted").
 */
export const linearProbe = defineInitializer(
  balanced.name,
  schema,
  { features: true },
  headOf((options, context, where) => probe(options, context, where, balanced)),
);

/**
 * The same with logit-adjusted instead of weighted cross-entropy: `log π` is added to the logits while fitting.
 * Source: LIFT, Table 7 ("with LA loss"). How we differ: fitted by L-BFGS as the other probe, not by SGD.
 */
export const linearProbeLa = defineInitializer(
  adjusted.name,
  schema,
  { features: true },
  headOf((options, context, where) => probe(options, context, where, adjusted)),
);
