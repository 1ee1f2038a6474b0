import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Container } from "@liftjs/contracts";
import type { GridDefinition } from "@liftjs/grid";
import { containerFor } from "../src/load-plugins.js";
import { planGrid, type PlanFlags } from "../src/plan/plan.js";

/** Every grid of the papers is planned, in full and shrunk: names, options, links to the papers' numbers, parameter counts. */
const folder = join(process.cwd(), "experiments");
const files = readdirSync(folder)
  .filter((name) => /^(table|figure|lift-plus|claims|ablations|quickstart).*\.ts$/.test(name))
  .map((name) => name.slice(0, -3));

/** Nothing is read: sizes of the data sets are known. */
const open = (cell: { config: { dataset: { name: string } } }) =>
  Promise.reject(new Error(`planning read the data set "${cell.config.dataset.name}"`));

let container: Container;
beforeAll(async () => void (container = await containerFor([], null)));

const load = async (file: string) =>
  ((await import(pathToFileURL(join(folder, `${file}.ts`)).href)) as { default: GridDefinition }).default;
const plan = async (file: string, flags: PlanFlags) => planGrid(container, await load(file), flags, open);

test("there is a file for every table and figure of the papers", () => {
  const numbers = (kind: string) =>
    [...new Set(files.flatMap((name) => new RegExp(`^${kind}(\\d\\d)`).exec(name)?.[1] ?? []))].map(Number);
  expect(numbers("table")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, ...Array.from({ length: 15 }, (_, i) => 11 + i)]);
  expect(numbers("figure")).toEqual(Array.from({ length: 14 }, (_, i) => 2 + i));
  expect(files.filter((name) => !/\d/.test(name))).toEqual(
    expect.arrayContaining(["ablations", "claims", "lift-plus-main", "lift-plus-augmentation", "lift-plus-expand"]),
  );
});

describe.each(files)("%s", (file) => {
  test("plans in full", async () => {
    const { rows, warnings } = await plan(file, {});
    expect(warnings.filter((line) => line.startsWith("left out"))).toEqual([]);
    if (/^table/.test(file)) expect(rows.filter((row) => !row.paper || ![row.paper].flat().length)).toEqual([]);
  });

  test("plans shrunk, small enough for two cores, with every row of one of its data sets", async () => {
    const { cells, rows } = await plan(file, { quick: true });
    expect(cells.length).toBeLessThanOrEqual(15);
    expect(rows.length).toBeGreaterThan(0);
  });

  test("plans on another data set and backbone, the same in all files", async () => {
    const flags = { dataset: "tiny-imagenet-lt/100", backbone: "dinov2-s14-saliency" };
    const { cells, warnings } = await plan(file, flags).catch((cause: unknown) => {
      // Rows that are all about text cannot be done without a text tower, and the plan says so.
      expect((cause as Error).message).toMatch(/needs a text tower/);
      return { cells: [], warnings: [] };
    });
    for (const { cell } of cells) {
      expect(cell.config.dataset.name).toBe("tiny-imagenet-lt");
      expect(cell.config.backbone.name).toBe("dinov2-s14-saliency");
      expect(cell.config.initializer.name).not.toBe("semantic");
    }
    expect(warnings.every((line) => /left out|text tower|multiple of the patch/.test(line))).toBe(true);
  });
});

/** Parameter counts that the paper prints, of the first row of a table that has them. */
test.each([
  ["table01-imagenet-lt", "LIFT", 0.62],
  ["table02-places-lt", "LIFT", 0.18],
  ["table03-inaturalist", "LIFT", 4.75],
  ["table04-cifar100-lt", "LIFT", 0.1],
  ["table17-vit-l14-imagenet-lt", "LIFT", 0.86],
  ["table20-vit-l14-336-inaturalist", "LIFT", 6.37],
  ["table21-resnet50-imagenet-lt", "LIFT w/ SSF", 0.002],
  ["table21-resnet50-imagenet-lt", "LIFT w/ bias tuning", 0.034],
])("%s, %s trains %d million values", async (file, name, millions) => {
  const { rows, cells } = await plan(file, { seeds: 1 });
  const id = rows.find(({ row }) => row === name)!.cells[0];
  const trained = cells.find(({ cell }) => cell.id === id)!.trainableParameters / 1e6;
  expect(Math.abs(trained - millions)).toBeLessThan(millions < 0.1 ? 0.0006 : 0.006);
});
