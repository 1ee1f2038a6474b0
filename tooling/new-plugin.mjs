/**
 * A new plugin package inside the workspace, compiled, linted and tested:
 *   pnpm new KIND NAME
 * What it makes works at once; replace its mathematics, its options and its tests by your own.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { installed, node, root, steps } from "./lib/steps.mjs";
import { jest } from "./lib/checks.mjs";
import { pnpm } from "./lib/workspace.mjs";

const written = join(root, "packages/run-grid/dist/commands/new/write-plugin.js");
if (!existsSync(written)) await node([installed("typescript/bin/tsc"), "-b", "packages/run-grid"]);
const { checkNew, writePlugin } = await import(pathToFileURL(written).href);

/** Say what is wrong in one line, or give what was made. */
function orRefuse(make) {
  try {
    return make();
  } catch (error) {
    console.error(error.message);
    process.exit(2);
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

const [kind = "", name = ""] = process.argv.slice(2);
const plugin = orRefuse(() => checkNew(kind, name));
const folder = join(root, "packages", `${kind}-${name}`);
const path = relative(root, folder);
orRefuse(() => writePlugin(plugin, folder, `@liftjs/${kind}-${name}`, "workspace"));
addReference(path);
const quiet = (work) => work.then(() => undefined);
const { failed } = await steps([
  ["install", () => quiet(pnpm(["install", "--no-frozen-lockfile", "--prefer-offline"]))],
  [
    "format",
    () =>
      quiet(node([installed("prettier/bin/prettier.cjs"), "--write", "--log-level", "warn", path, "tsconfig*.json"])),
  ],
  ["build", () => quiet(node([installed("typescript/bin/tsc"), "-b", path, "packages/testkit"]))],
  ["lint", () => quiet(node([installed("eslint/bin/eslint.js"), path, "--max-warnings", "0"]))],
  ["conformance", () => jest([path], { live: false })],
]);
const lift = "node packages/run-grid/dist/bin/lift.js";
const use = plugin.starter.use(name);
const command = use.length ? `train ${use.join(" ")}` : `weights info ${name}`;
if (!failed) console.log(`${path} is ready. Use it:\n  ${lift} ${command} --plugin ${path}`);
process.exit(failed ? 1 : 0);
