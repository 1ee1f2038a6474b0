import type { CellResult, GridRecord, GridRow } from "@liftjs/records";
import type { GridRecords } from "@liftjs/report";

/** A result with given accuracies, everything else plain. */
export function cellOf(cell: string, overall: number, more: Partial<CellResult> = {}): CellResult {
  return {
    schema: 1,
    cell,
    training: `t-${cell}`,
    name: cell,
    config: { backbone: "clip-vit-b16", peft: [{ name: "lora" }] },
    seed: 0,
    metrics: {
      overall,
      meanClass: overall,
      many: overall + 5,
      medium: overall,
      few: null,
      groups: { many: 1, medium: 1, few: 0 },
      perClass: [overall + 5, overall - 5],
      nll: 1,
      ece: 2,
    },
    trainableParameters: 101_436,
    epochs: 1,
    timing: { trainSeconds: 1, evalSeconds: 1, secondsPerEpoch: 12.34, imagesPerSecond: 1, peakBytes: null },
    provenance: {
      code: "abc",
      packages: {},
      engine: "graph",
      backend: "tensorflow",
      precision: "float32",
      hardware: "two cores",
      dataset: { name: "emoji-lt", sha256: "e" },
      weights: null,
      startedAt: "2026-01-01T00:00:00Z",
      command: "run-grid x.ts",
    },
    ...more,
  };
}

/** Records in memory: each row's cells have the given overall accuracies. */
export function recordsOf(
  rows: readonly (Omit<GridRow, "cells"> & {
    readonly overall: readonly number[];
    readonly missing?: readonly string[];
    readonly more?: Partial<CellResult>;
  })[],
  grid: Partial<GridRecord> = {},
): GridRecords {
  const cells = new Map<string, CellResult>();
  const gridRows = rows.map(({ overall, missing = [], more, ...row }, i): GridRow => {
    const ids = overall.map((value, seed) => {
      const id = `r${i}s${seed}`;
      cells.set(id, cellOf(id, value, { seed, ...more }));
      return id;
    });
    return { ...row, cells: [...ids, ...missing] };
  });
  return {
    grid: { title: "Small grid", command: "run-grid x.ts", rows: gridRows, ...grid },
    cells,
    analyses: new Map(),
    trainings: new Map(),
    warnings: [],
  };
}
