import { beforeAll, describe, expect, test } from "@jest/globals";
import { containerFor, planGrid, type Plan } from "@liftjs/run-grid";
import { main } from "../src/index.js";
import grid from "../src/quickstart.js";

const planned = async (quick: boolean): Promise<Plan> =>
  planGrid(await containerFor([], null), grid, { quick }, () => Promise.reject(new Error("facts are known")));

describe("the quickstart's grid", () => {
  let plan: Plan;
  beforeAll(async () => void (plan = await planned(false)));

  test("is LIFT's ladder and full fine-tuning, over seeds", () => {
    expect(plan.rows.map(({ row }) => row)).toEqual([
      "head only, CE",
      "+ LA (logit-adjusted loss)",
      "+ SAI (semantic-aware start)",
      "+ SLF (AdaptFormer)",
      "+ TTE (five crops)",
      "full fine-tuning, LA, SAI",
      "full fine-tuning, CE",
    ]);
    expect(Math.min(...plan.rows.map(({ cells }) => cells.length))).toBeGreaterThanOrEqual(3);
  });
  test("tests every class on equally many pictures", () => {
    for (const { cell } of plan.cells) expect(cell.config.dataset).toMatchObject({ balancedTest: true });
  });
  test("has a small form", async () => {
    const { cells } = await planned(true);
    expect(new Set(cells.map(({ cell }) => cell.config.epochs))).toEqual(new Set([3]));
  });
});

test("a word that it does not know is refused as lift refuses it", async () => {
  const write = process.stderr.write.bind(process.stderr);
  let said = "";
  process.stderr.write = (text: string) => ((said += text), true);
  try {
    expect(await main(["nonsense"])).toBe(2);
  } finally {
    process.stderr.write = write;
  }
  expect(said).toMatch(/nonsense/);
});
