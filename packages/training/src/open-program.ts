import type { HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { microBatchOf } from "./estimate.js";
import { partsOf } from "./fit.js";
import { wholeState } from "./host-values.js";
import type { TrainingJob } from "./job.js";
import { cellProgram, type Feed, type ProgramPlan } from "./program.js";
import { frozenValues } from "./values.js";

/** Pixels, or features of them where nothing before the head is trained. */
export const feedOf = (job: TrainingJob): Feed => (job.model.headOnly ? "features" : "images");

/** Images of a batch that pass at once; features always all. */
export function microOf({ cell: { config }, model }: TrainingJob): number {
  return model.headOnly ? config.batch : microBatchOf(model.backbone, config.batch, config.microBatch);
}

/** What a cell's program must be able to do: train, if asked, and evaluate so many views at once. */
export function planOf(job: TrainingJob, evaluationSizes: readonly number[], training: boolean): ProgramPlan {
  const { config } = job.cell;
  const parts = training ? partsOf(job.dataset.train.length, config.batch, microOf(job)) : [];
  return {
    model: job.model,
    optimizer: config.optimizer,
    feed: feedOf(job),
    stepSizes: parts.filter((p) => p.length === 1).flat(),
    partSizes: parts.filter((p) => p.length > 1).flat(),
    evaluationSizes,
    precision: config.precision,
  };
}

/** A program with its state: the frozen model, the given values, and zeros for what nobody gave (momentum, gradients). */
export async function openProgram(
  job: TrainingJob,
  plan: ProgramPlan,
  values: Record<string, HostTensor>,
): Promise<Program> {
  const definition = cellProgram(plan);
  const program = job.engine.program(definition);
  const given = { ...(plan.feed === "images" ? frozenValues(job.model, job.weights.values) : {}), ...values };
  await program.write(wholeState(definition, given));
  return program;
}
