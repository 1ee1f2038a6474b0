import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
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

/** Plain coloured photos: `photos/train/red/0.png`, six, four and two to train on, two of each to test on. */
async function drawPhotos(folder) {
  const sharp = createRequire(join(root, "packages/image-ops/package.json"))("sharp");
  const classes = { red: 6, green: 4, blue: 2 };
  for (const [name, count] of Object.entries(classes)) {
    for (const [split, n] of [
      ["train", count],
      ["test", 2],
    ]) {
      const place = join(folder, "photos", split, name);
      mkdirSync(place, { recursive: true });
      const draw = { create: { width: 16, height: 16, channels: 3, background: name } };
      for (let i = 0; i < n; i++)
        await sharp(draw)
          .png()
          .toFile(join(place, `${i}.png`));
    }
  }
}

/** The rows that have a result under a folder of results. */
const finished = (out) =>
  readdirSync(join(out, "cells")).map((id) => JSON.parse(readFileSync(join(out, "cells", id, "result.json"), "utf8")));

/** A folder of a user's own, with the runner and the plugin installed. */
async function runInGrid(folder, plugin, registry) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  writeFileSync(join(folder, ".npmrc"), npmrc(registry));
  const tarball = (await npm(["pack", "--silent", "--pack-destination", folder], plugin)).trim().split("\n").at(-1);
  await npm(["install", "@liftjs/run-grid", `./${tarball}`], folder);
  await drawPhotos(folder);
  cpSync(join(root, "tooling/ci/outside-plugin"), folder, { recursive: true });
  const runner = join(folder, "node_modules/@liftjs/run-grid/dist/bin/run-grid.js");
  const flags = ["--plugin", "peft-dora-outside", "--out", "out", "--engine", "wasm"];
  await node([runner, "dora-grid.ts", ...flags], { cwd: folder, seconds: 600 });
  const methods = finished(join(folder, "out")).map(({ config }) => config.peft[0].name);
  if (methods.sort().join() !== "adaptformer,dora") throw new Error(`finished cells: ${methods.join(", ") || "none"}`);
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
