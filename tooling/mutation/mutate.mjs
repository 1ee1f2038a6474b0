/**
 * How many small changes of a package's built code its own tests notice:
 *   nice -n 10 node tooling/mutation/mutate.mjs PACKAGE [--sample N] [--json FILE]
 * Each change is made in dist/, the package's tests run and stop at the first failure, and dist/ is put back.
 * Changes known to be equal in effect stand in tooling/mutation/equivalent.json with the reason, and do not count.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { installed, node, root } from "../lib/steps.mjs";
import { mutantsOf } from "./mutants.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: "string" }, json: { type: "string" } },
});
const [name] = positionals;
if (!name) {
  console.error("which package? usage: node tooling/mutation/mutate.mjs losses [--sample N] [--json FILE]");
  process.exit(2);
}
const dist = join(root, "packages", name, "dist");
const equivalent = JSON.parse(readFileSync(join(root, "tooling/mutation/equivalent.json"), "utf8"));

const files = readdirSync(dist, { recursive: true })
  .filter((file) => file.endsWith(".js") && !file.endsWith("catalog.js"))
  .map((file) => join(dist, file));
const titleOf = ({ file, line, was, to }) => `${relative(dist, file)}:${line} ${was} → ${to}`;
const isEquivalent = (mutant) =>
  equivalent.some(({ package: p, change }) => p === name && titleOf(mutant).replace(/:\d+ /, " ") === change);

/** Numbers that are the same in every run, so that a sample can be taken again. */
function* reproducible() {
  for (let state = 1; ; state = (state * 16807) % 2147483647) yield state / 2147483647;
}
const random = reproducible();
const shuffled = (all) =>
  all
    .map((value) => ({ value, at: (random.next(), random.next().value) }))
    .sort((a, b) => a.at - b.at)
    .map((s) => s.value);

const all = files.flatMap((file) => mutantsOf(file, readFileSync(file, "utf8"))).filter((m) => !isEquivalent(m));
const chosen = values.sample ? shuffled(all).slice(0, Number(values.sample)) : all;

/** Whether the package's own tests fail, as they should with a change in place. */
const noticed = () =>
  node(
    [installed("jest/bin/jest.js"), `packages/${name}/`, "-w", "1", "--bail", "--silent", "--testTimeout", "60000"],
    {
      env: { NODE_OPTIONS: "--experimental-vm-modules --no-warnings" },
      seconds: 180,
    },
  ).then(
    () => false,
    () => true,
  );

let restore = () => undefined;
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    restore();
    process.exit(130);
  });

if (await noticed()) {
  console.error(`the tests of ${name} fail as they are; build first (pnpm build), and mend them`);
  process.exit(2);
}
const survivors = [];
for (const [i, mutant] of chosen.entries()) {
  const original = readFileSync(mutant.file, "utf8");
  restore = () => writeFileSync(mutant.file, original);
  writeFileSync(mutant.file, mutant.text);
  const dead = await noticed().finally(restore);
  if (!dead) survivors.push(titleOf(mutant));
  console.log(`${i + 1}/${chosen.length} ${dead ? "noticed" : "UNNOTICED"} ${titleOf(mutant)}`);
}
const score = Math.round((1000 * (chosen.length - survivors.length)) / Math.max(1, chosen.length)) / 10;
console.log(
  `${name}: ${chosen.length - survivors.length} of ${chosen.length} noticed (${score} %), of ${all.length} possible changes`,
);
if (values.json)
  writeFileSync(
    values.json,
    JSON.stringify({ package: name, tried: chosen.length, possible: all.length, score, survivors }, null, 1),
  );
