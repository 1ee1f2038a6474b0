import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../lib/local-registry.mjs";
import { command, node, root } from "../lib/steps.mjs";

/** A plugin from outside, installed from packed packages only: it builds, passes the conformance suite, and runs in a grid. */
export const title = "outside plugin";

const npmrc = (registry) => `@liftjs:registry=${registry}\nfund=false\naudit=false\nupdate-notifier=false\n`;
const npm = (args, cwd) => command("npm", [...args, "--no-progress", "--prefer-offline"], { cwd, seconds: 900 });

async function buildAndTest(folder, registry) {
  cpSync(join(root, "tooling/outside-plugin"), folder, { recursive: true });
  writeFileSync(join(folder, ".npmrc"), npmrc(registry));
  await npm(["install"], folder);
  await npm(["run", "build"], folder);
  await npm(["test"], folder);
}

/** A folder of a user's own, with the runner and the plugin installed. */
async function runInGrid(folder, plugin, registry) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  writeFileSync(join(folder, ".npmrc"), npmrc(registry));
  const tarball = join(plugin, (await npm(["pack", "--silent"], plugin)).trim().split("\n").at(-1));
  await npm(["install", "@liftjs/run-grid", tarball], folder);
  cpSync(join(root, "tooling/ci/outside-plugin"), folder, { recursive: true });
  const runner = join(folder, "node_modules/@liftjs/run-grid/dist/bin/run-grid.js");
  return node([runner, "dora-grid.ts", "--plugin", "peft-dora-outside", "--out", "out", "--data", ".", "--json"], { cwd: folder, seconds: 600 });
}

export async function run({ packed, work }) {
  const registry = await serve(await packed());
  try {
    const plugin = join(work("a plugin from outside"), "plugin");
    await buildAndTest(plugin, registry.url);
    await runInGrid(join(work("a user's folder"), "user"), plugin, registry.url);
  } finally {
    await registry.close();
  }
}
