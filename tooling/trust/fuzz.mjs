/**
 * Every reader of files, fed with mutated valid files, each in a process with a memory limit. Ends with a table and a line that counts
 * what is wrong: errors without a type, memory over the bound, more than 5 s; exit code 1 when there is any.
 *   node tooling/trust/fuzz.mjs [--count 20000] [--seed 1] [--reader NAME …] [--from N] [--jobs 2] [--keep FOLDER]
 * An input is made again by its reader, the seed and its number: --reader NAME --seed S --from N --count 1 --keep FOLDER.
 * Files under tooling/trust/corpus/READER/, which were once wrong, are read first.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { mutated } from "./fuzz/mutate.mjs";
import { randomOf } from "./fuzz/random.mjs";
import { endingOf, readers } from "./fuzz/readers.mjs";
import { isBad, outcomes, watch, watchFile } from "./fuzz/watch.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    count: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    jobs: { type: "string", default: String(Math.min(2, availableParallelism())) },
    reader: { type: "string", multiple: true, default: Object.keys(readers) },
    keep: { type: "string" },
  },
});
const [count, seed, from, jobs] = [values.count, values.seed, values.from, values.jobs].map(Number);
const chosen = values.reader;
const unknown = chosen.filter((name) => !Object.hasOwn(readers, name));
if (unknown.length || ![count, seed, from, jobs].every((n) => Number.isSafeInteger(n) && n >= 0)) {
  console.error(
    `no reader ${unknown.join(", ")}, or a number that is none; readers: ${Object.keys(readers).join(", ")}`,
  );
  process.exit(2);
}

/** Keep an input that is wrong, so that it can be looked at and put into the corpus. */
async function keep(name, index) {
  if (values.keep === undefined) return;
  const bytes = mutated(await readers[name].seeds(), randomOf(seed, name, index));
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, `${name}-${seed}-${index}${endingOf(name)}`), readers[name].wrap?.(bytes) ?? bytes);
}

const problems = [];
async function corpusOf(name) {
  const folder = join(here, "corpus", name);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  for (const file of files) {
    const { outcome, detail } = await watchFile(name, join(folder, file));
    if (isBad(outcome)) problems.push(`${name} corpus/${file} ${outcome}: ${detail}`);
  }
  return files.length;
}

async function runOf(name) {
  const started = performance.now();
  const files = await corpusOf(name);
  const share = Math.ceil(count / chosen.length);
  const found = await watch(name, seed, from, from + share);
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]));
  for (const [index, { outcome, detail }] of found) {
    counts[outcome]++;
    if (!isBad(outcome)) continue;
    problems.push(`${name} seed ${seed} input ${index} ${outcome}: ${detail}`);
    await keep(name, index);
  }
  return { name, inputs: found.size + files, ...counts, seconds: (performance.now() - started) / 1000 };
}

const rows = [];
const waiting = [...chosen];
await Promise.all(
  Array.from({ length: jobs || 1 }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) rows.push(await runOf(name));
  }),
);

const line = (name, ...cells) => console.log(name.padEnd(18) + cells.map((cell) => String(cell).padStart(9)).join(""));
line("reader", "inputs", ...outcomes, "seconds");
for (const name of chosen) {
  const row = rows.find((one) => one.name === name);
  line(name, row.inputs, ...outcomes.map((outcome) => row[outcome]), row.seconds.toFixed(1));
}
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
for (const problem of problems.slice(0, 20)) console.log(`\n${problem}`);
console.log(
  `${sum("inputs")} inputs, seed ${seed}: ${sum("untyped")} untyped, ${sum("over")} over the bound, ${sum("hang")} hangs${problems.length ? `; ${problems.length} problems` : ""}`,
);
process.exitCode = problems.length ? 1 : 0;
