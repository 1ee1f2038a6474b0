import { beforeAll, describe, expect, test } from "@jest/globals";
import { pluginsOf, register, type Container } from "@liftjs/contracts";
import { resolveCell } from "@liftjs/training";
import { containerFor } from "../src/load-plugins.js";
import { planGrid } from "../src/plan/plan.js";
import type { CellSettings, GridDefinition } from "@liftjs/grid";
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
    const quick: CellSettings = { backbone: { name: "dinov2-s14-saliency", resolution: 28 }, epochs: 1 };
    const more: Partial<GridDefinition> = {
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

  test("from what gives way to what wins: base, perDataset, perBackbone, perMethod, rows, row, quick, flags", async () => {
    const everywhere: Partial<GridDefinition> = {
      base: { ...base, dataset: "emoji-lt", backbone: "dinov2-s14", peft: "lora" },
      perDataset: { "emoji-lt": { epochs: 9, batch: 2 } },
      perBackbone: { "dinov2-s14": { epochs: 3, perMethod: { lora: { epochs: 5 } } } },
      perMethod: { lora: { epochs: 4 } },
      rows: { epochs: 6 },
      quick: { epochs: 8, dataset: "emoji-lt" },
    };
    const epochs = async (row: CellSettings, without: readonly (keyof GridDefinition)[], flags = {}) => {
      const kept = Object.fromEntries(Object.entries(everywhere).filter(([key]) => !without.includes(key as "rows")));
      const { cells } = await plan(grid({ a: row }, kept), flags);
      return cells.flatMap(({ cell: { config } }) => [config.epochs, config.batch, config.dataset["ratio"]]);
    };
    expect(await epochs({ epochs: 7 }, [], { quick: true })).toEqual([8, 2, undefined]);
    expect(await epochs({ epochs: 7 }, [], { quick: true, dataset: "emoji-lt/9" })).toEqual([8, 2, 9]);
    expect(await epochs({ epochs: 7 }, [])).toEqual([7, 2, undefined]);
    expect(await epochs({}, [])).toEqual([6, 2, undefined]);
    expect(await epochs({}, ["rows"])).toEqual([5, 2, undefined]);
    expect(await epochs({ peft: "none" }, ["rows"])).toEqual([3, 2, undefined]);
    expect(await epochs({}, ["rows", "perBackbone"])).toEqual([4, 2, undefined]);
    expect(await epochs({}, ["rows", "perBackbone", "perMethod"])).toEqual([9, 2, undefined]);
    expect(await epochs({}, ["rows", "perBackbone", "perMethod", "perDataset"])).toEqual([2, 128, undefined]);
  });

  test("a row of 0 epochs stays one under --quick", async () => {
    const { cells } = await plan(grid({ a: { epochs: 0 }, b: {} }, { quick: { epochs: 1 } }), { quick: true });
    expect(cells.map(({ cell }) => cell.config.epochs)).toEqual([0, 1]);
  });

  test("equal parts of cells are made and put together once", async () => {
    const made = { built: 0, attached: 0 };
    const c = await containerFor([], null);
    const vit = pluginsOf(c, "backbone").get("vit");
    const lora = pluginsOf(c, "peft").get("lora");
    register(
      c,
      { ...vit, name: "counted", build: (options: unknown) => (made.built++, vit.build(options)) },
      { ...lora, name: "counted-lora", attach: (...given) => (made.attached++, lora.attach(...given)) },
    );
    const { family: _family, ...sizes } = tinyBackbone;
    const settings = { backbone: { family: "counted", ...sizes }, peft: "counted-lora" };
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`row ${i}`, { optimizer: { learningRate: 0.01 * (i + 1) } }]),
    );
    const { cells } = await planGrid(
      c,
      grid(many, { base: { ...base, ...settings } as CellSettings, seeds: 2 }),
      {},
      open,
    );
    expect([cells.length, made.built, made.attached]).toEqual([100, 1, 1]);
  });

  test("zero-shot trains nothing, and needs a text tower", async () => {
    const text = { ...base, backbone: "nano-clip", peft: "none", initializer: "semantic", zeroShot: true } as const;
    const { cells } = await plan(grid({ a: { epochs: 0 } }, { base: text }));
    expect(cells.map(({ cell }) => [cell.config.zeroShot, cell.config.epochs])).toEqual([[true, 0]]);
    await expect(plan(grid({ a: { epochs: 1 } }, { base: text }))).rejects.toThrow(/zeroShot"? trains nothing/);
    await expect(plan(grid({ a: { epochs: 0, peft: "lora" } }, { base: text }))).rejects.toThrow(
      /zeroShot"? trains nothing/,
    );
    const without = { epochs: 0, backbone: "dinov2-s14", initializer: "random" } as const;
    await expect(plan(grid({ a: without }, { base: text }))).rejects.toThrow(/zero-shot needs a text tower/);
  });

  test("a misspelt key is an error that names the nearest", async () => {
    const wrong = {
      perDataset: { "emoj-lt": {} },
      perBackbone: { "clip-vit-b61": { perMethod: { "lora+sssf": {} } } },
      perMethod: { adaptfomer: {} },
      sedes: 3,
    };
    await expect(plan(grid({ a: {} }, wrong as Partial<GridDefinition>))).rejects.toThrow(
      /5 problems[\s\S]*"sedes"; did you mean "seeds"[\s\S]*"emoj-lt"; did you mean "emoji-lt"[\s\S]*"clip-vit-b61"; did you mean "clip-vit-b16"[\s\S]*"adaptfomer"; did you mean "adaptformer"[\s\S]*"sssf"; did you mean "ssf"/,
    );
  });

  test("--quick says where a grid has no quick form", async () => {
    expect((await plan(grid({ a: {} }), { quick: true })).warnings[0]).toMatch(/no quick form/);
    expect((await plan(grid({ a: {} }, { quick: { epochs: 1 } }), { quick: true })).warnings).toEqual([]);
  });

  test("two rows of one name are refused", async () => {
    await expect(
      plan({
        ...grid({}),
        cells: (add) => {
          add("x", {});
          add("x", { epochs: 3 });
        },
      }),
    ).rejects.toThrow('two rows called "x"');
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

  test("rows stand on each data set and backbone; a flag or --quick puts one in place of all", async () => {
    const seen: string[] = [];
    const places: GridDefinition = {
      title: "places",
      base,
      datasets: ["cifar100-lt/100", "cifar100-lt/10"],
      backbones: ["dinov2-s14", "dinov2-b14"],
      quick: { dataset: "emoji-lt" },
      cells: (add, at) => {
        seen.push([at.dataset, at.backbone, at.quick].join(" "));
        add("a", {}, { group: "g" });
      },
    };
    const all = await plan(places);
    expect(all.rows.map(({ group }) => group)).toEqual([
      "cifar100-lt/100 · dinov2-s14 · g",
      "cifar100-lt/100 · dinov2-b14 · g",
      "cifar100-lt/10 · dinov2-s14 · g",
      "cifar100-lt/10 · dinov2-b14 · g",
    ]);
    expect(all.cells.map(({ cell }) => [cell.config.dataset["ratio"], cell.config.backbone.name])).toEqual([
      [100, "dinov2-s14"],
      [100, "dinov2-b14"],
      [10, "dinov2-s14"],
      [10, "dinov2-b14"],
    ]);
    seen.length = 0;
    const quick = await plan(places, { quick: true, backbone: "dinov2-s14-reg" });
    expect(seen).toEqual(["cifar100-lt/100 dinov2-s14 true"]);
    expect(quick.rows.map(({ group }) => group)).toEqual(["g"]);
    expect(quick.cells[0]!.cell.config.dataset.name).toBe("emoji-lt");
    expect(quick.cells[0]!.cell.config.backbone.name).toBe("dinov2-s14-reg");
  });

  test("--quick may depend on a cell's settings, and shrinks what a flag names where it knows it", async () => {
    const more = {
      quick: ({ epochs, dataset }: CellSettings): CellSettings => ({
        epochs: epochs! / 10,
        dataset:
          (dataset as { name: string }).name === "cifar100-lt" ? { name: "cifar100-lt", classes: 7 } : "emoji-lt",
      }),
    };
    const rows = { a: { epochs: 10 }, b: { epochs: 30 } };
    const configs = async (flags: object) =>
      (await plan(grid(rows, more), { quick: true, ...flags })).cells.map(({ cell }) => cell.config);
    expect((await configs({})).map((c) => [c.dataset.name, c.epochs])).toEqual([
      ["emoji-lt", 1],
      ["emoji-lt", 3],
    ]);
    const flagged = await configs({ dataset: "cifar100-lt/10" });
    expect(flagged[0]!.dataset).toMatchObject({ name: "cifar100-lt", classes: 7, ratio: 10 });
    expect((await configs({ dataset: "cifar10-lt/10" }))[0]!.dataset.name).toBe("cifar10-lt");
  });

  describe("a backbone that cannot do what a row asks", () => {
    const rows = { start: { initializer: "semantic" }, plain: { initializer: "random" } } as const;
    const withText = {
      family: "clip-vit",
      ...{ width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8, projection: 8 },
      text: { width: 16, blocks: 1, heads: 2, vocabulary: 514 },
    } as const;
    const text = grid(rows, { base: { ...base, backbone: withText }, withoutText: { initializer: "class-mean" } });
    const asked = { backbone: JSON.stringify(tinyBackbone) };

    test("starts from the stand-in, and the row's note says so", async () => {
      expect((await plan(text)).cells.map(({ cell }) => cell.config.initializer.name)).toEqual(["semantic", "random"]);
      const other = await plan(text, asked);
      expect(other.cells.map(({ cell }) => cell.config.initializer.name)).toEqual(["class-mean", "random"]);
      expect(other.rows[0]!.note).toMatch(/starts from "class-mean", not "semantic": vit has no text tower/);
      expect(other.warnings).toEqual([other.rows[0]!.note]);
    });

    test("is refused where the file itself asks for it, and leaves the row out where a flag does", async () => {
      const tokens = {
        ...text,
        cells: (add: Parameters<GridDefinition["cells"]>[0]) => {
          add("vpt", { peft: "vpt-deep" });
          add("plain", {});
        },
      };
      const resnet = { family: "resnet", width: 4, blocks: [1, 1, 1, 1], resolution: 32 };
      await expect(plan({ ...tokens, base: { ...base, backbone: resnet } as CellSettings })).rejects.toThrow(
        /1 problem.*\n.*row "vpt"/,
      );
      const other = await plan(tokens, { backbone: JSON.stringify(resnet) });
      expect(other.rows.map(({ row }) => row)).toEqual(["plain"]);
      expect(other.warnings[0]).toMatch(/left out: row "vpt"/);
    });

    test("a row about text, or about its own data set, is left out; when none is left the grid is refused", async () => {
      const about = (left: boolean): GridDefinition => ({
        ...text,
        cells(add) {
          add("text", { initializer: "semantic" }, { about: ["text"] });
          add("ranks", {}, { about: ["dataset"] });
          if (left) add("plain", {});
        },
      });
      const flags = { ...asked, dataset: "emoji-lt" };
      expect((await plan(about(true))).rows).toHaveLength(3);
      const other = await plan(about(true), flags);
      expect(other.rows.map(({ row }) => row)).toEqual(["plain"]);
      expect(other.warnings).toEqual([
        expect.stringMatching(/left out: row "text": .*needs a text tower/),
        'left out: row "ranks": it is about its own data set',
      ]);
      await expect(plan(about(false), flags)).rejects.toThrow(/2 problems[\s\S]*left out: row "text"/);
    });
  });
});
