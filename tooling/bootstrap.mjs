/**
 * From a fresh clone to a result with nothing but Node and npm:
 *   node tooling/bootstrap.mjs quickstart [arguments of run-grid]
 *   node tooling/bootstrap.mjs test [arguments of Jest]
 *   node tooling/bootstrap.mjs prepare
 * Installs the workspace, builds it, sets up the native engine where it can be had, then does what was asked.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { jest, lint, structure, testTypes } from "./lib/checks.mjs";
import { node, root, step, steps } from "./lib/steps.mjs";
import { build, hasNativeEngine, install, setUpEngine } from "./lib/workspace.mjs";

/** Each holds an engine and a copy of the data. */
const MOST_WORKERS = 4;

const [task, ...args] = process.argv.slice(2);

async function prepare() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 9))
    throw new Error(`Node 20.9 or newer is needed; this is ${process.version}`);
  for (const [name, work] of [
    ["install", install],
    ["build", build],
    ["native engine", setUpEngine],
  ]) {
    if (!(await step(name, work))) process.exit(1);
  }
}

async function test() {
  await prepare();
  const { failed } = await steps([
    ["lint", lint],
    ["types of tests", testTypes],
    ["structure", structure],
    ["unit tests", () => jest(args)],
  ]);
  return failed ? 1 : 0;
}

/** What fits the machine: the smaller form where WebAssembly computes; else a training on each core, for its steps are too small to share. */
async function shapeOfQuickstart() {
  if (args.includes("--quick")) return [];
  if (!(await hasNativeEngine())) {
    console.log("without the native engine the quickstart runs its smaller form (--quick)");
    return ["--quick"];
  }
  if (args.some((arg) => /^--(executor|workers)\b/.test(arg))) return [];
  return ["--executor", "process", "--workers", String(Math.min(MOST_WORKERS, availableParallelism()))];
}

async function quickstart() {
  await prepare();
  const shape = await shapeOfQuickstart();
  const program = join(root, "packages/run-grid/dist/bin/run-grid.js");
  return node([program, join("experiments", "quickstart.ts"), ...shape, ...args], { live: true }).then(
    () => 0,
    (error) => error.code ?? 1,
  );
}

const tasks = { test, quickstart, prepare: () => prepare().then(() => 0) };
if (!Object.hasOwn(tasks, task ?? "")) {
  console.error(`what should be done? got "${task ?? ""}", known: ${Object.keys(tasks).join(", ")}`);
  process.exit(2);
}
try {
  process.exit(await tasks[task]());
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
