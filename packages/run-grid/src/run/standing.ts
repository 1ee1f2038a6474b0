import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cellFolder, changesSince, IDENTITY, type Present, type ResolvedCell } from "@liftjs/training";
import { z } from "zod";

/** What a result must say to stand for what is there now. */
const resultSchema = z.looseObject({
  cell: z.string(),
  identity: z.number().optional(),
  metrics: z.looseObject({ overall: z.number() }),
  provenance: z.looseObject({
    dataset: z.looseObject({ sha256: z.string() }),
    weights: z.looseObject({ sha256: z.string() }),
  }),
});

/** Whether a cell's result stands for the data and weights that are there now; why not, where there is one that does not. */
export interface Standing {
  readonly stands: boolean;
  readonly why: string | null;
}

const ABSENT: Standing = { stands: false, why: null };
const falls = (why: string): Standing => ({ stands: false, why });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Look at a cell's result. A damaged one is none, and is named. */
export function standingResult(out: string, cell: ResolvedCell, present: Present): Standing {
  const path = join(cellFolder(out, cell.id), "result.json");
  if (!existsSync(path)) return ABSENT;
  const result = resultSchema.safeParse(parsed(readFileSync(path, "utf8")));
  if (!result.success) return falls(`"${path}" is damaged`);
  const { identity, provenance } = result.data;
  if (identity !== IDENTITY) return falls("its result is of an earlier version, which did not record what its data were");
  const made = { data: provenance.dataset.sha256, weights: provenance.weights.sha256 };
  const { split } = cell.config.evaluation;
  const changes = changesSince(out, made, present, split === "train" ? ["train"] : ["train", split]);
  return changes.length ? falls(changes.join("; ")) : { stands: true, why: null };
}
