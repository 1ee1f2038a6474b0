/**
 * Reads mutated files one after another and tells what came of each; the process that started it watches the time and the exit.
 *   node worker.mjs MODULE READER SEED FROM TO       inputs FROM … TO − 1 of a reader
 *   node worker.mjs MODULE READER file PATH          one file as it is
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { mutated } from "./mutate.mjs";
import { randomOf } from "./random.mjs";

/** What reading a file of at most a few MiB may add to the memory: the largest bound that a reader states. */
const MAX_GROWTH = 512 * 2 ** 20;

const [module, name, seed, from, to] = process.argv.slice(2);
const { endingOf, readers } = await import(module);
const reader = readers[name];
const folder = mkdtempSync(join(tmpdir(), "lift-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("disconnect", () => process.exit(1)); // nobody is there to be told

let current = -1;
const tell = (outcome, detail = "") => process.send({ index: current, outcome, detail });
const stray = (error) => tell("untyped", `outside of the promise: ${error?.stack ?? error}`);
if (!reader) throw new Error(`${module} has no reader "${name}"`);
process.on("uncaughtException", stray).on("unhandledRejection", stray);

async function outcomeOf(path) {
  try {
    await reader.read(path);
    return ["read"];
  } catch (error) {
    return LiftError.is(error) ? ["typed", error.code] : ["untyped", String(error?.stack ?? error)];
  }
}

const highest = () => process.resourceUsage().maxRSS * 1024;

/** A peak is seen where it is the highest so far, which that of an input far over the bound always is. */
async function take(bytes) {
  const path = join(folder, `file${endingOf(name)}`);
  writeFileSync(path, bytes);
  const [peak, before] = [highest(), process.memoryUsage.rss()];
  const [outcome, detail] = await outcomeOf(path);
  const grown = highest() > peak ? highest() - before : 0;
  if (outcome !== "untyped" && grown > MAX_GROWTH) tell("over", `${Math.round(grown / 2 ** 20)} MiB`);
  else tell(outcome, detail);
  await new Promise((done) => setImmediate(done)); // a promise that nobody waits for is this input's
}

if (seed === "file") {
  current = 0;
  tell("begin");
  await take(readFileSync(from));
} else {
  const seeds = await reader.seeds();
  for (current = Number(from); current < Number(to); current++) {
    const bytes = mutated(seeds, randomOf(Number(seed), name, current));
    tell("begin");
    await take(reader.wrap ? reader.wrap(bytes) : bytes);
  }
}
await new Promise((done) => setTimeout(done, 20)); // for what still fails outside of a promise
process.send({ index: current, outcome: "end" }, () => process.exit(0));
