/**
 * Whether every run of the authors' scripts has a cell with the same settings in `experiments/`. Facts: authors-runs.json, one run a line.
 *   node tooling/authors-runs.mjs [--list]        --list names the cell of each run
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./lib/steps.mjs";
import { differences, expectedOf } from "./authors-runs/expected.mjs";

const here = join(root, "tooling/authors-runs");
const folder = join(root, "experiments");

export const authorsRuns = () => JSON.parse(readFileSync(join(here, "authors-runs.json"), "utf8"));

/** Grids: everything in experiments/ but programs of their own. */
export const gridFiles = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .filter((file) => /\bexport default \w*[gG]rid\(/.test(readFileSync(file, "utf8")));

const noData = ({ config }) => Promise.reject(new Error(`planning read the data set "${config.dataset.name}"`));

/** What tells most cells apart, so that a run is compared with few of them. */
const keyOf = ({ dataset, backbone, interpolation, zeroShot, peft, evaluation }) =>
  [dataset.name, backbone.name, interpolation, zeroShot, peft.map(({ name }) => name), evaluation.tte.name].join();

/** Every cell of the grids' plans, without data: `{ file, name, config }` by what tells most of them apart. */
async function plannedCells(grids) {
  const { containerFor, planGrid } = await import("@liftjs/run-grid");
  const container = await containerFor([], null);
  const cells = new Map();
  for (const { file, grid } of grids) {
    for (const { name, cell } of (await planGrid(container, grid, { seeds: 1 }, noData)).cells) {
      const key = keyOf(cell.config);
      cells.set(key, [...(cells.get(key) ?? []), { file, name, config: cell.config }]);
    }
  }
  return cells;
}

/** The grids of experiments/. */
async function readGrids() {
  const { importGrid } = await import("@liftjs/run-grid");
  return Promise.all(gridFiles().map(async (file) => ({ file, grid: await importGrid(file) })));
}

/** The cell of each run, or where the nearest one differs. */
export async function compare(runs, grids) {
  const cells = await plannedCells(grids);
  return runs.map((run) => {
    const expected = expectedOf(run);
    const [best] = (cells.get(keyOf(expected)) ?? [])
      .map((cell) => ({ cell, differs: differences(expected, cell.config) }))
      .sort((a, b) => a.differs.length - b.differs.length);
    return { run, ...(best ?? { cell: null, differs: ["no cell has this data set, backbone, method and views"] }) };
  });
}

const text = ({ paper, script, ...run }) => `${paper} ${script} ${JSON.stringify(run)}`;

/** `1017 of 1017`, and the runs without a cell. */
export async function report({ list = false } = {}) {
  const compared = await compare(authorsRuns(), await readGrids());
  const missing = compared.filter(({ differs }) => differs.length);
  const lines = missing.map(({ run, differs }) => `${text(run)}\n    ${differs.join("; ")}`);
  if (list)
    lines.push(
      ...compared
        .filter(({ differs }) => !differs.length)
        .map(({ run, cell }) => `${text(run)}\n    ${cell.file.slice(root.length + 1)}: ${cell.name}`),
    );
  return { lines, count: compared.length - missing.length, total: compared.length };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { lines, count, total } = await report({ list: process.argv.includes("--list") });
  for (const line of lines) console.log(line);
  console.log(`${count} of ${total} of the authors' runs have a cell with the same settings`);
  process.exitCode = count === total ? 0 : 1;
}
