import { LiftError, type Sample } from "@liftjs/contracts";
import type { TrainingJob } from "./job.js";
import type { ResolvedCell } from "./resolve.js";

/** The samples that a cell is judged on. @throws LiftError `DATA` when the data set has no such split */
export function judgedOn(job: TrainingJob, cell: ResolvedCell): readonly Sample[] {
  const { split } = cell.config.evaluation;
  const samples = job.dataset[split];
  if (!samples?.length)
    throw new LiftError(
      "DATA",
      `data set "${job.dataset.name}" has no ${split} split; ask for one by its option "validation", or evaluate on "test"`,
    );
  return samples;
}
