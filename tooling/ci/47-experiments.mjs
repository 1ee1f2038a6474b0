import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { node, root } from "../lib/steps.mjs";

/** Grids: everything in experiments/ but programs of their own. */
const gridFiles = () =>
  readdirSync(join(root, "experiments"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join("experiments", name))
    .filter((file) => /\bexport (?:default defineGrid\(|\{ default \})/.test(readFileSync(join(root, file), "utf8")));

/** Figures of the papers that a file's page must end in. */
const geometry = ["inter-class-similarity", "intra-class-distances"];
const curves = ["training-loss", "training-accuracy"];
const figures = {
  "figure03-heavy": geometry,
  "figure04-mask-ratio": ["sweep-learning-rate-share-of-trained-parameters-heatmap"],
  "figure05-convergence": curves,
  "figure06-bottleneck": ["sweep-bottleneck-dimension-tte"],
  "figure07-representations-imagenet-lt": geometry,
  "figure08-representations-places-lt": geometry,
  "figure09-scales": ["layer-scales"],
  "figure10-partial": ["sweep-trained-last-blocks-learning-rate-heatmap"],
  "figure11-expand": ["sweep-expand-size-pixels-"],
  "figure12-longer": curves,
  "figure13-weight-norms": ["weight-norms"],
  "figure14-convergence-imagenet-lt": curves,
  "figure15-convergence-places-lt": curves,
  "lift-plus-arbitrary": ["sweep-learning-rate-share-of-trained-parameters-heatmap"],
  "lift-plus-partial": ["sweep-trained-last-blocks-learning-rate-heatmap"],
  "lift-plus-expand": ["sweep-expand-size-pixels-tte"],
  "table06-peft": ["parameters-accuracy"], // a shrunk run is not drawn beside the paper
};

/** A page with a table, the table by itself, and the paper's figures where the file is about one. */
function checkReport(report, name) {
  const { rows } = JSON.parse(readFileSync(join(report, "tables/results.json"), "utf8"));
  const page = readFileSync(join(report, "index.html"), "utf8");
  if (!rows?.length || !/<table[\s>]/.test(page)) throw new Error("its report has no table");
  for (const kind of ["md", "tex", "csv"])
    if (!existsSync(join(report, `tables/results.${kind}`))) throw new Error(`its report has no results.${kind}`);
  const drawn = readdirSync(join(report, "figures"));
  const absent = (figures[name] ?? []).filter((figure) => !drawn.includes(`${figure}.svg`));
  if (absent.length) throw new Error(`its report draws no ${absent.join(", ")}; it draws ${drawn.join(", ")}`);
}

/**
 * Run one grid, shrunk, in the folder that all share, so that a training which several tables need runs once.
 * @returns {Promise<{ cells: number, seconds: number }>}
 */
export async function runShrunk(file, out, pages, flags = []) {
  const began = performance.now();
  const printed = await node(["packages/run-grid/dist/bin/run-grid.js", file, "--quick", "--out", out, ...flags], {
    seconds: 300,
  });
  const [, done, all] = /(\d+)\/(\d+) cells done/.exec(printed) ?? [];
  if (!done || done !== all) throw new Error(`${file}: ${done ?? "no"} of ${all ?? "its"} cells are done\n${printed}`);
  checkReport(join(out, "report"), basename(file, ".ts"));
  renameSync(join(out, "report"), join(pages, basename(file, ".ts")));
  return { cells: Number(all), seconds: (performance.now() - began) / 1000 };
}

/** Real photos and a real model, where this machine has them: the same files by flags. */
const real = ["--data-set", "tiny-imagenet-lt/20", "--backbone", "dinov2-s14-saliency"];
const withRealData = ["table05-ladder", "table06-peft", "figure10-partial"];
const has = (variable, name) => {
  const folder = process.env[variable];
  return Boolean(folder) && existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(name));
};

export const title = "all experiments";
export async function run({ work }) {
  const [out, realOut, pages, realPages] = ["out", "real-out", "pages", "real-pages"].map((name) =>
    work(`experiments-${name}`),
  );
  [pages, realPages].forEach((folder) => mkdirSync(folder, { recursive: true }));
  const runs = gridFiles().map((file) => [file, out, pages, []]);
  if (has("LIFT_DATA_DIR", "tiny-imagenet") && has("LIFT_WEIGHTS_DIR", "dinov2-s14-saliency"))
    runs.push(...withRealData.map((name) => [`experiments/${name}.ts`, realOut, realPages, real]));
  const failures = [];
  let [cells, seconds] = [0, 0];
  for (const [file, ...rest] of runs) {
    try {
      const found = await runShrunk(file, ...rest);
      console.log(
        `    ${basename(file, ".ts").padEnd(36)} ${String(found.cells).padStart(3)} cells ${found.seconds.toFixed(1).padStart(6)} s${rest[2].length ? "  real photos" : ""}`,
      );
      cells += found.cells;
      seconds += found.seconds;
    } catch (error) {
      failures.push(`${file}: ${error.message}`);
    }
  }
  if (failures.length) throw new Error(failures.join("\n"));
  return `${runs.length} grids, ${cells} cells, ${Math.round(seconds)} s`;
}
