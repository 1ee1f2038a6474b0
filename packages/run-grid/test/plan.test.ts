import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Container } from "@liftjs/contracts";
import { resolveCell } from "@liftjs/training";
import { containerFor } from "../src/load-plugins.js";
import { planGrid } from "../src/plan/plan.js";
import type { CellSettings, GridDefinition } from "../src/index.js";
import { tinyBackbone } from "./helpers.js";

const open = () => Promise.resolve({ classCounts: [9, 5, 3] });
const base = {
  dataset: "folder:./nowhere",
  backbone: tinyBackbone,
  epochs: 2,
  augmentation: "minimalist",
} as CellSettings;
const grid = (rows: Record<string, CellSettings>, more: Partial<GridDefinition> = {}): GridDefinition => ({
  title: "test",
  base,
  cells: (add) => Object.entries(rows).forEach(([row, settings]) => add(row, settings)),
  ...more,
});

let container: Container;
beforeAll(async () => void (container = await containerFor([], null)));
const plan = (definition: GridDefinition, flags = {}) => planGrid(container, definition, flags, open);

describe("planning", () => {
  test("cells that differ only in evaluation share a training; equal cells are one", async () => {
    const p = await plan(
      grid({ a: { tte: "off" }, b: { tte: { name: "five-crop", expand: 3 } }, again: { tte: "off" } }),
    );
    expect(p.cells.length).toBe(2);
    expect(p.trainings.length).toBe(1);
    expect(p.rows.map((r) => r.cells)).toEqual([[p.cells[0]!.cell.id], [p.cells[1]!.cell.id], [p.cells[0]!.cell.id]]);
  });

  test("a default that is written out is the same cell as one that is not, and resolving again changes nothing", async () => {
    const p = await plan(grid({ a: {}, b: { batch: 128, loss: { name: "la", tau: 1 } } }));
    expect(p.cells.length).toBe(1);
    const again = resolveCell(container, p.cells[0]!.cell.config);
    expect([again.id, again.training]).toEqual([p.cells[0]!.cell.id, p.cells[0]!.cell.training]);
  });

  test("every problem is named at once, with what is nearest", async () => {
    const broken = grid({
      a: { loss: "l2" as "la" },
      b: { peft: { name: "lora", rnk: 3 } as never },
      c: { initializer: "semantic" },
    });
    await expect(plan(broken)).rejects.toThrow(
      /3 problems[\s\S]*no loss "l2"; did you mean "la"\?[\s\S]*rnk[\s\S]*needs a text tower/,
    );
  });

  test("what --quick puts in place of the model brings that model's settings along, and a flag wins over it", async () => {
    const quick = { backbone: { name: "dinov2-s14-saliency", resolution: 28 }, epochs: 1 };
    const more = {
      quick,
      perBackbone: { "dinov2-s14-saliency": { batch: 7, perMethod: { lora: { optimizer: { learningRate: 0.7 } } } } },
    };
    const configs = async (flags: object) =>
      (await plan(grid({ a: {}, b: { peft: "lora" } }, more), flags)).cells.map(({ cell }) => cell.config);
    const [plain] = await configs({});
    expect([plain!.backbone.family, plain!.batch, plain!.epochs]).toEqual([tinyBackbone.family, 128, 2]);
    const [a, b] = await configs({ quick: true });
    expect([a!.backbone["resolution"], a!.batch, a!.epochs]).toEqual([28, 7, 1]);
    expect([a!.optimizer.learningRate, b!.optimizer.learningRate]).toEqual([0.01, 0.7]);
    const [flagged] = await configs({ quick: true, backbone: "dinov2-b14" });
    expect([flagged!.backbone.name, flagged!.batch, flagged!.epochs]).toEqual(["dinov2-b14", 128, 1]);
  });

  test("two rows of one name are refused", async () => {
    await expect(plan({ ...grid({}), cells: (add) => (add("x", {}), add("x", { epochs: 3 })) })).rejects.toThrow(
      'two rows called "x"',
    );
  });

  test("an empty grid is refused", async () => {
    await expect(plan(grid({}))).rejects.toThrow("adds no row");
  });

  test("settings that go with a method apply wherever it stands, and a row's own win", async () => {
    const p = await plan(
      grid(
        { a: { peft: "full" }, b: { peft: "full", optimizer: { learningRate: 0.5 } } },
        { perMethod: { full: { optimizer: { learningRate: 0.001, clipNorm: 1 } } } },
      ),
    );
    expect(p.cells.map((c) => c.cell.config.optimizer.learningRate)).toEqual([0.001, 0.5]);
    expect(p.cells.every((c) => c.cell.config.optimizer.clipNorm === 1)).toBe(true);
  });

  test("--data-set and --backbone replace, and bring what the grid keeps for them", async () => {
    const p = await plan(
      grid({ a: {} }, { perDataset: { "emoji-lt": { dataset: { name: "emoji-lt", size: 48 } as never, epochs: 7 } } }),
      { dataset: "emoji-lt/20", classes: 9 },
    );
    expect(p.cells[0]!.cell.config.dataset).toMatchObject({ name: "emoji-lt", size: 48, ratio: 20, classes: 9 });
    expect(p.cells[0]!.cell.config.epochs).toBe(7);
  });

  test("seeds multiply rows; --seeds wins", async () => {
    expect((await plan(grid({ a: {} }, { seeds: [3, 5] }))).cells.map((c) => c.cell.config.seed)).toEqual([3, 5]);
    expect((await plan(grid({ a: {} }, { seeds: [3, 5] }), { seeds: 1 })).cells.map((c) => c.cell.config.seed)).toEqual(
      [0],
    );
  });

  test("--only keeps what it names and refuses what matches nothing", async () => {
    expect((await plan(grid({ a: {}, b: { epochs: 3 } }), { only: ["b"] })).cells.length).toBe(1);
    await expect(plan(grid({ a: {} }), { only: ["zz"] })).rejects.toThrow("matches no cell");
  });
});
