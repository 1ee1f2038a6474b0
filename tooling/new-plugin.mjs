/**
 * A new plugin package inside the workspace, compiled, linted and tested:
 *   pnpm new peft NAME
 * What it makes works at once (a learned bias); replace its mathematics, its options and its tests by your own.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { installed, node, root, steps } from "./lib/steps.mjs";
import { jest } from "./lib/checks.mjs";
import { manifestOf, pnpm } from "./lib/workspace.mjs";

const templates = join(root, "tooling/templates");

/** @param {string} message what was got, what is allowed, what to do */
function refuse(message) {
  console.error(message);
  process.exit(2);
}

function readArguments([kind, name]) {
  const kinds = readdirSync(templates);
  if (!kinds.includes(kind))
    refuse(`which kind of plugin? got "${kind ?? ""}", known: ${kinds.join(", ")}; usage: pnpm new peft NAME`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? ""))
    refuse(`a name of lower-case words joined by "-" is needed; got "${name ?? ""}"; usage: pnpm new ${kind} NAME`);
  if (reserved.has(name)) refuse(`"${name}" is a word of the language and cannot name a plugin's export; take another`);
  const folder = join(root, "packages", `${kind}-${name}`);
  if (existsSync(folder)) refuse(`${relative(root, folder)} exists already; take another name or delete it first`);
  return { kind, name, folder };
}

/** Words that cannot name a value, which the plugin's export must be. */
const reserved = new Set(
  "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof let new null return static super switch this throw true try typeof var void while with yield".split(
    " ",
  ),
);

const pascal = (name) =>
  name
    .split("-")
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join("");

/** What stands for each mark in a template. */
function values(name) {
  const contracts = manifestOf(join(root, "packages/contracts"));
  const Pascal = pascal(name);
  return {
    name,
    Pascal,
    camel: Pascal[0].toLowerCase() + Pascal.slice(1),
    version: contracts.version,
    zod: contracts.dependencies.zod,
  };
}

const fill = (text, marks) =>
  Object.entries(marks).reduce((filled, [mark, value]) => filled.replaceAll(`__${mark}__`, value), text);

function writeFiles(kind, folder, marks) {
  const from = join(templates, kind);
  for (const path of readdirSync(from, { recursive: true }).filter((name) => name.endsWith(".template"))) {
    const target = join(folder, fill(path, marks).replace(/\.template$/, ""));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, fill(readFileSync(join(from, path), "utf8"), marks));
  }
}

/** Make the package part of the build and of the type check of tests. */
function addReference(path) {
  for (const name of ["tsconfig.json", "tsconfig.tests.json"]) {
    const file = join(root, name);
    const config = JSON.parse(readFileSync(file, "utf8"));
    config.references.push({ path });
    writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);
  }
}

const { kind, name, folder } = readArguments(process.argv.slice(2));
const path = relative(root, folder);
try {
  writeFiles(kind, folder, values(name));
} catch (error) {
  rmSync(folder, { recursive: true, force: true });
  throw error;
}
addReference(path);
const { failed } = await steps([
  ["install", () => pnpm(["install", "--no-frozen-lockfile", "--prefer-offline"]).then(() => undefined)],
  [
    "format",
    () =>
      node([installed("prettier/bin/prettier.cjs"), "--write", "--log-level", "warn", path, "tsconfig*.json"]).then(
        () => undefined,
      ),
  ],
  ["build", () => node([installed("typescript/bin/tsc"), "-b", path, "packages/testkit"]).then(() => undefined)],
  ["lint", () => node([installed("eslint/bin/eslint.js"), path, "--max-warnings", "0"]).then(() => undefined)],
  ["conformance", () => jest([path], { live: false })],
]);
if (!failed)
  console.log(
    `${path} is ready. Use it: run-grid FILE --plugin @liftjs/${kind}-${name}, or list it in packages/run-grid.`,
  );
process.exit(failed ? 1 : 0);
