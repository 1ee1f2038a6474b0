import { LiftError, unknownName } from "@liftjs/contracts";
import type { TunedModel } from "../tuned-model.js";

/**
 * How often classes are expected among the photos: alike, as in training, or frequencies by class name.
 * Frequencies need not sum to 1; a class that is left out is not expected at all.
 */
export type Prior = "uniform" | "train" | Readonly<Record<string, number>>;

function normalisedLogs(weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => Math.log(w / total));
}

/**
 * The log of the class frequencies that a softmax of the model's logits stands for: `log π + log w − shift`, π the training frequencies,
 * w the loss's class weights, shift what the loss adds to the logits (`τ·log π` for logit adjustment, which leaves none for τ = 1).
 */
export function embodiedLogPrior({
  model: { loss },
  classCounts,
}: Pick<TunedModel, "model" | "classCounts">): number[] {
  const weights = "classWeights" in loss ? loss.classWeights : undefined;
  const weighted = classCounts.map((n, c) => n * (weights?.[c] ?? 1) * Math.exp(-(loss.logitShift?.[c] ?? 0)));
  return normalisedLogs(weighted);
}

function frequencies(prior: Readonly<Record<string, number>>, classNames: readonly string[]): number[] {
  for (const [name, value] of Object.entries(prior)) {
    if (!classNames.includes(name))
      throw new LiftError("UNKNOWN_NAME", `prior: ${unknownName("class", name, classNames)}`);
    if (!Number.isFinite(value) || value < 0)
      throw new LiftError("OPTIONS", `prior: "${name}" has frequency ${value}; it must be a number of at least 0`);
  }
  const values = classNames.map((name) => prior[name] ?? 0);
  if (values.every((v) => v === 0)) throw new LiftError("OPTIONS", "prior: no class has a frequency above 0");
  return values;
}

function wantedLogPrior(prior: Prior, { classNames, classCounts }: TunedModel): number[] {
  if (prior === "uniform") return normalisedLogs(classNames.map(() => 1));
  return normalisedLogs(prior === "train" ? classCounts : frequencies(prior, classNames));
}

/**
 * What is added to each class's logit, `[C]`: `log q − log π'`, q the expected frequencies and π' those that the logits stand for.
 * Without a prior it is what the reported evaluation did: `−τ·log π`, or nothing.
 * Source: Menon et al. 2021, Saerens et al. 2002.
 */
export function logitOffsets(model: TunedModel, prior: Prior | undefined): number[] {
  if (prior === undefined) {
    const tau = model.posthocTau ?? 0;
    return tau === 0 ? model.classCounts.map(() => 0) : normalisedLogs(model.classCounts).map((log) => -tau * log);
  }
  const embodied = embodiedLogPrior(model);
  return wantedLogPrior(prior, model).map((log, c) => log - (embodied[c] ?? 0));
}
