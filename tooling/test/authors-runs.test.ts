import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { GridDefinition } from "@liftjs/grid";

type Run = Record<string, unknown> & { evaluation: Record<string, unknown> };
interface Compared {
  readonly run: Run;
  readonly cell: { readonly file: string; readonly name: string } | null;
  readonly differs: readonly string[];
}
interface Check {
  authorsRuns(): Run[];
  gridFiles(): string[];
  compare(runs: readonly Run[], grids: readonly { file: string; grid: GridDefinition }[]): Promise<Compared[]>;
}

const url = pathToFileURL(`${import.meta.dirname}/../authors-runs.mjs`).href;
let check: Check;
const grids: { file: string; grid: GridDefinition }[] = [];
beforeAll(async () => {
  check = (await import(url)) as Check;
  // One after another: modules that the files share are linked once.
  for (const file of check.gridFiles()) {
    const { default: grid } = (await import(pathToFileURL(file).href)) as { default: GridDefinition };
    grids.push({ file, grid });
  }
});

describe("the runs of the authors' scripts", () => {
  test("each has a cell with the same settings in experiments/, whose plan needs no data", async () => {
    const runs = check.authorsRuns();
    const missing = (await check.compare(runs, grids)).filter(({ differs }) => differs.length);
    expect(missing).toEqual([]);
    expect(runs).toHaveLength(1017);
  });

  /** A setting that no run has. */
  const changes: [what: string, of: (run: Run) => boolean, change: (run: Run) => Run][] = [
    ["rate", ({ zeroShot }) => !zeroShot, (run) => ({ ...run, learningRate: 0.123 })],
    ["epochs", ({ zeroShot }) => !zeroShot, (run) => ({ ...run, epochs: 7 })],
    [
      "views",
      (run) => run.evaluation["views"] === "five-crop",
      (run) => ({ ...run, evaluation: { ...run.evaluation, expand: 23 } }),
    ],
    ["scale", ({ classifier }) => classifier === "cosine", (run) => ({ ...run, scale: 24 })],
    ["accumulation", ({ zeroShot }) => !zeroShot, (run) => ({ ...run, accumulationSteps: 3 })],
    ["augmentation", ({ augmentation }) => augmentation === "minimalist", (run) => ({ ...run, schedule: "steps" })],
    ["backbone", () => true, (run) => ({ ...run, backbone: "clip-vit-b32" })],
    ["split", () => true, (run) => ({ ...run, evaluatedOn: "validation" })],
  ];
  test("a run with another setting has none, whichever it is", async () => {
    const runs = check.authorsRuns();
    const changed = changes.map(([what, of, change]) => [what, runs.filter(of).map(change)] as const);
    expect(changed.filter(([, some]) => !some.length)).toEqual([]);
    const compared = await check.compare(
      changed.flatMap(([, some]) => some),
      grids,
    );
    expect(compared.filter(({ differs }) => !differs.length)).toEqual([]);
  });
});
