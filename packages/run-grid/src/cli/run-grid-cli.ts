import { existsSync } from "node:fs";
import { basename, extname, join } from "node:path";
import yargs from "yargs";
import { LiftError, register } from "@liftjs/contracts";
import { containerFor, importGrid } from "../load-plugins.js";
import { describePlan } from "../plan/describe.js";
import { planGrid, type Plan } from "../plan/plan.js";
import { foldersFrom } from "../run/environment.js";
import { chooseExecutor } from "./choose-executor.js";
import { duration } from "../run/view.js";
import { mlflowTracker } from "../run/mlflow-tracker.js";
import { runGrid } from "../run/run-grid.js";
import { openSources } from "@liftjs/training";
import { withEngine, withoutCommands } from "./flags.js";
import { exit, interruptible, report } from "./guard.js";
import { parseAndRun } from "./parse.js";

const parser = () =>
  withoutCommands(
    withEngine(
      yargs()
        .scriptName("run-grid")
        .usage("$0 <file.ts>\n\nRun every cell of a grid that has no result yet, then write its report."),
    )
      .option("dry-run", { type: "boolean", default: false, describe: "say what would run, and what it would cost" })
      .option("json", { type: "boolean", default: false, describe: "with --dry-run: as JSON" })
      .option("only", { type: "string", array: true, describe: "cells by id, training id or row" })
      .option("seeds", { type: "number", describe: "number of seeds instead of the file's" })
      .option("quick", { type: "boolean", default: false, describe: "the file's shrunk form" })
      .option("executor", {
        type: "string",
        default: "inline",
        describe: "where trainings run: inline, process, slurm, or an executor that a plugin brings",
      })
      .option("workers", { type: "number", describe: "trainings at a time (process, slurm)" })
      .option("stall-minutes", {
        type: "number",
        default: 60,
        describe: "end and try once more a worker of which so long nothing is heard (process); 0 waits for ever",
      })
      .option("slurm", {
        type: "string",
        array: true,
        default: [] as string[],
        describe: "option of sbatch: --slurm partition=gpu --slurm time=02:00:00",
      })
      .option("frozen", {
        type: "boolean",
        default: false,
        describe: "compute nothing: show what is there, refuse (exit code 2) what is missing or was made of other data",
      })
      .option("retry-failed", { type: "boolean", default: false, describe: "run failed cells again" })
      .option("fail-fast", { type: "boolean", default: false, describe: "start nothing after a failure" })
      .option("max-failures", { type: "number", describe: "start nothing after so many failures" })
      .option("data-set", { type: "string", describe: "another data set: NAME[/ratio], folder:PATH" })
      .option("backbone", { type: "string", describe: "another backbone" })
      .option("classes", { type: "number", describe: "only the first so many classes" })
      .option("out", { type: "string", describe: "results (else out/<file's name>)" })
      .option("data", { type: "string", describe: "folder with data sets" })
      .option("weights", { type: "string", describe: "folder with weights" })
      .option("mlflow", { type: "string", describe: "MLflow tracking server to send the records to" }),
  );

type Flags = Awaited<ReturnType<ReturnType<typeof parser>["parseAsync"]>>;

/** The file as given, or in `experiments/`. */
function findFile(given: string | number | undefined): string {
  if (given === undefined)
    throw new LiftError("OPTIONS", "give the file of a grid: run-grid experiments/quickstart.ts; see run-grid --help");
  const tried = [String(given), join("experiments", String(given))];
  const found = tried.find((path) => existsSync(path));
  if (!found) throw new LiftError("OPTIONS", `no file "${given}": there is neither ${tried.join(" nor ")}`);
  return found;
}

function checkCounts(flags: Flags): void {
  for (const name of ["seeds", "workers", "maxFailures", "classes"] as const) {
    const value = flags[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      throw new LiftError(
        "OPTIONS",
        `--${name === "maxFailures" ? "max-failures" : name} must be a whole number from 1; got ${value}`,
      );
  }
}

function checkStall({ stallMinutes }: Flags): void {
  if (stallMinutes >= 0) return; // NaN is not
  throw new LiftError("OPTIONS", `--stall-minutes must be a number from 0; got ${stallMinutes}`);
}

/** What would be ignored is refused. */
function checkTogether({ json, dryRun, _: [, ...more] }: Flags): void {
  if (more.length)
    throw new LiftError(
      "OPTIONS",
      `one grid at a time; got ${more.map((file) => `"${file}"`).join(", ")} besides the first file`,
    );
  if (json && !dryRun)
    throw new LiftError("OPTIONS", "--json goes with --dry-run; a run's numbers are in report/tables/results.json");
}

const given = <T>(key: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [key]: value };

function say(outcome: Awaited<ReturnType<typeof runGrid>>, plan: Plan, out: string, seconds: number): number {
  process.stdout.write(`${outcome.terminal}\n`);
  const page = outcome.files.find((f) => f.endsWith("index.html"));
  if (page) process.stdout.write(`\nreport: ${page}\n`);
  process.stdout.write(
    `${outcome.done}/${plan.cells.length} cells done (${outcome.cached} cached: not computed now), ${outcome.failed} trainings failed, ${duration(seconds)}\n`,
  );
  if (outcome.interrupted)
    process.stderr.write(`interrupted; the same command goes on from here (results in ${out})\n`);
  return outcome.interrupted ? exit.interrupted : outcome.done < plan.cells.length ? exit.failed : exit.done;
}

async function run(flags: Flags, args: readonly string[]): Promise<number> {
  checkCounts(flags);
  checkStall(flags);
  checkTogether(flags);
  const file = findFile(flags._[0]);
  const grid = await importGrid(file);
  const container = await containerFor(flags.plugin, null);
  register(container, ...(grid.plugins ?? []));
  const folders = foldersFrom({ ...given("data", flags.data), ...given("weights", flags.weights) });
  const sources = openSources(folders, () => undefined);
  const wanted = {
    quick: flags.quick,
    ...given("seeds", flags.seeds),
    ...given("dataset", flags.dataSet),
    ...given("backbone", flags.backbone),
    ...given("classes", flags.classes),
    ...given("only", flags.only),
  };
  const plan = await planGrid(container, grid, wanted, sources.dataset);
  const out = flags.out ?? join("out", basename(file, extname(file)) + (flags.quick ? "-quick" : ""));
  const description = describePlan(plan, out);
  if (flags.dryRun) {
    process.stdout.write(flags.json ? `${JSON.stringify(description.json, null, 1)}\n` : `${description.text}\n`);
    return exit.done;
  }
  const { signal, release } = interruptible((line) => process.stderr.write(`\n${line}\n`));
  const began = performance.now();
  const tracker = flags.mlflow
    ? mlflowTracker(out, flags.mlflow, plan.grid.title, (line) => void process.stderr.write(`${line}\n`), signal)
    : null;
  try {
    const outcome = await runGrid({
      plan,
      out,
      command: ["run-grid", ...args].join(" "),
      executor: chooseExecutor(flags, { file, folders, container, resources: grid.slurm ?? {} }),
      quick: flags.quick,
      retryFailed: flags.retryFailed,
      maxFailures: flags.failFast ? 1 : (flags.maxFailures ?? Infinity),
      work: description.work,
      sources,
      frozen: flags.frozen,
      signal,
      ...(tracker ? { cellDone: tracker.news } : {}),
    });
    await tracker?.finish();
    return say(outcome, plan, out, (performance.now() - began) / 1000);
  } finally {
    release();
  }
}

/** The `run-grid` command. @returns its exit code */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const flags = await parseAndRun(parser(), args, "run-grid");
    return flags === null ? exit.done : await run(flags, args);
  } catch (cause) {
    return report(cause);
  }
}
