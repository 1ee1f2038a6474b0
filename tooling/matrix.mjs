/**
 * Walks the registries: every pair (backbone family × fine-tuning method), (method × classifier), (loss × classifier) and
 * (initialiser × backbone family) trains two steps of a tiny model on the engine that is there and again op by op, or is refused
 * when it is planned. Writes docs/matrix.md.
 *   node tooling/matrix.mjs [--check]     --check fails instead of writing when the table has changed
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { root } from "./lib/steps.mjs";

const dist = (path) => import(pathToFileURL(join(root, "packages", path)).href);
const [{ containerFor }, { planGrid }, { runTask }, { openWorkplace }, { foldersFrom }, { LiftError, pluginsOf }] =
  await Promise.all([
    dist("run-grid/dist/load-plugins.js"),
    dist("run-grid/dist/plan/plan.js"),
    dist("run-grid/dist/run/task.js"),
    dist("run-grid/dist/run/workplace.js"),
    dist("run-grid/dist/run/environment.js"),
    dist("contracts/dist/index.js"),
  ]);
const sharp = createRequire(join(root, "packages/image-ops/package.json"))("sharp");

const text = { width: 16, blocks: 1, heads: 2, vocabulary: 514 };
const families = {
  "clip-vit": { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8, projection: 8, text },
  vit: { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 },
  dinov2: { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 },
  "clip-resnet": { width: 4, blocks: [1, 1, 1, 1], heads: 4, resolution: 32, projection: 8, text },
  resnet: { width: 4, blocks: [1, 1, 1, 1], resolution: 32 },
};
const options = { peft: { sparse: { ratio: 0.1 } } };

const temporary = mkdtempSync(join(tmpdir(), "liftjs-matrix-"));

/** Three colours, 9, 5 and 3 pictures of each to train on. */
async function photos() {
  for (const [split, counts] of Object.entries({ train: [9, 5, 3], test: [2, 2, 2] })) {
    for (const [label, n] of counts.entries()) {
      const folder = join(temporary, "photos", split, ["red", "green", "blue"][label]);
      mkdirSync(folder, { recursive: true });
      for (let i = 0; i < n; i++) {
        const data = Uint8Array.from(
          { length: 36 * 36 * 3 },
          (_, k) => (k % 3 === label ? 180 : 30) + ((k * 31 + i * 17) % 60),
        );
        await sharp(data, { raw: { width: 36, height: 36, channels: 3 } })
          .png()
          .toFile(join(folder, `${i}.png`));
      }
    }
  }
  return join(temporary, "photos");
}

const named = (kind, name) => ({ ...options[kind]?.[name], name });
const backbone = (family) => ({ ...families[family], family });

const container = await containerFor([], null);
const names = (kind) => pluginsOf(container, kind).names();
const pefts = names("peft");

/** A table: its rows and columns, and the settings of each pair. */
const tables = [
  {
    title: "Backbone family × fine-tuning method",
    rows: pefts,
    columns: Object.keys(families),
    settings: (peft, family) => ({ peft: named("peft", peft), backbone: backbone(family) }),
  },
  {
    title: "Fine-tuning method × classifier",
    rows: pefts,
    columns: names("classifier"),
    settings: (peft, classifier) => ({ peft: named("peft", peft), classifier, backbone: backbone("clip-vit") }),
  },
  {
    title: "Loss × classifier",
    rows: names("loss"),
    columns: names("classifier"),
    settings: (loss, classifier) => ({ loss, classifier, backbone: backbone("vit"), peft: "adaptformer" }),
  },
  {
    title: "Initialiser × backbone family",
    rows: names("initializer"),
    columns: Object.keys(families),
    settings: (initializer, family) => ({ initializer, backbone: backbone(family), peft: "none" }),
  },
];

const base = {
  dataset: { name: "folder", path: await photos() },
  augmentation: "minimalist",
  epochs: 1,
  batch: 9,
  optimizer: { learningRate: 0.01, clipNorm: 1 },
  tte: "off",
};

const metricsOf = (out, id) => JSON.parse(readFileSync(join(out, "cells", id, "result.json"), "utf8")).metrics;
const lossOf = (out, training) =>
  JSON.parse(readFileSync(join(out, "trainings", training, "metrics.jsonl"), "utf8")).loss;

async function onEngine(workplace, plan, out) {
  const [{ training, cells }] = plan.trainings;
  const task = { training, cells: cells.map(({ name, cell }) => ({ id: cell.id, name, config: cell.config })) };
  await runTask(workplace, task, { out, command: "matrix", events: { progress() {}, cellDone() {} } });
  metricsOf(out, cells[0].cell.id);
  return lossOf(out, training);
}

/** "✓" where the pair trains alike on both engines, else why it was refused when planned. @throws where it fails later */
async function pair(workplaces, settings, out) {
  let plan;
  try {
    const grid = { title: "matrix", base, cells: (add) => add("pair", settings) };
    plan = await planGrid(container, grid, {}, (cell) => workplaces[0].sources.dataset(cell));
  } catch (error) {
    if (!LiftError.is(error)) throw error;
    return {
      refused: error.message
        .split("\n")
        .at(-1)
        .replace(/^ *row "pair": /, ""),
    };
  }
  const losses = [];
  for (const [i, workplace] of workplaces.entries()) losses.push(await onEngine(workplace, plan, join(out, String(i))));
  const apart = Math.abs(losses[0] - losses.at(-1));
  if (!(apart < 1e-3 * Math.max(1, Math.abs(losses[0]))))
    throw new Error(`the engines disagree: ${losses.join(" and ")}`);
  return { refused: null };
}

async function walk(workplaces) {
  const failures = [];
  const reasons = [];
  const mark = (reason) => {
    if (reason === null) return "✓";
    if (!reasons.includes(reason)) reasons.push(reason);
    return `– ${reasons.indexOf(reason) + 1}`;
  };
  const sections = [];
  let count = 0;
  for (const { title, rows, columns, settings } of tables) {
    const lines = [`| | ${columns.join(" | ")} |`, `|---|${columns.map(() => "---|").join("")}`];
    for (const row of rows) {
      const cells = [];
      for (const column of columns) {
        const out = join(temporary, "out", String(count++));
        try {
          cells.push(mark((await pair(workplaces, settings(row, column), out)).refused));
        } catch (error) {
          failures.push(`${row} × ${column}: ${error.message}`);
          cells.push("FAILED");
        }
        rmSync(out, { recursive: true, force: true });
      }
      lines.push(`| ${row} | ${cells.join(" | ")} |`);
    }
    sections.push(`## ${title}\n\n${lines.join("\n")}\n`);
  }
  return { sections, reasons, failures, count };
}

/** As the format check wants it. */
async function asFormatted(page) {
  const { format, resolveConfig } = await import("prettier");
  return format(page, { ...(await resolveConfig(join(root, "docs/matrix.md"))), parser: "markdown" });
}

/** Walk all tables. @returns a line for the log @throws when a pair fails, or, with `check`, when the table is out of date */
export async function matrix({ check }) {
  const folders = { ...foldersFrom({}), cache: join(temporary, "cache") };
  const common = { container, folders, imageWorkers: 0, log: () => undefined };
  const workplaces = [await openWorkplace({ ...common, engine: "auto" })];
  workplaces.push(
    await openWorkplace({ ...common, engine: workplaces[0].session.engine.name === "graph" ? "eager" : "cpu" }),
  );
  const { sections, reasons, failures, count } = await walk(workplaces);
  for (const workplace of workplaces) await workplace.dispose();
  rmSync(temporary, { recursive: true, force: true });
  if (failures.length) throw new Error(`${failures.length} of ${count} pairs failed\n${failures.join("\n")}`);
  const page = await asFormatted(
    `# What goes with what\n\nMade by \`node tooling/matrix.mjs\`: ✓ trains two steps on the compiled engine and op by op, with the same loss; – is refused when planned, for the numbered reason.\n\n${sections.join("\n")}\n## Reasons\n\n${reasons.map((r, i) => `${i + 1}. ${r}`).join("\n")}\n`,
  );
  const path = join(root, "docs/matrix.md");
  if (!check) writeFileSync(path, page);
  else if (readFileSync(path, "utf8") !== page)
    throw new Error("docs/matrix.md is out of date: run node tooling/matrix.mjs");
  return `${count} pairs`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(await matrix({ check: process.argv.includes("--check") }));
