import type { HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { feedOf } from "../data/inputs.js";
import type { LoadedModel } from "../model/loaded.js";
import { frozenValues } from "../model/start.js";
import type { Session } from "../session.js";
import type { EntrySizes } from "./groups.js";
import { wholeState } from "./host-values.js";
import type { ProgramPlan } from "./passing.js";
import { cellProgram } from "./program.js";

/** What a cell's program must be able to do: train in batches of some sizes, if asked, and evaluate so many views at once. */
export function planOf(loaded: LoadedModel, evaluations: readonly number[], training?: EntrySizes): ProgramPlan {
  const { optimizer, precision } = loaded.cell.config;
  return {
    model: loaded.model,
    optimizer,
    feed: feedOf(loaded),
    evaluations,
    precision,
    ...(training ? { training } : {}),
  };
}

/** A program with its state: the frozen model, the given values, and zeros for what nobody gave (momentum, gradients). */
export async function openProgram(
  session: Session,
  loaded: LoadedModel,
  plan: ProgramPlan,
  values: Record<string, HostTensor>,
): Promise<Program> {
  const definition = cellProgram(plan);
  const program = session.engine.program(definition);
  await program.write(wholeState(definition, { ...frozenValues(loaded.model, loaded.weights.values), ...values }));
  return program;
}
