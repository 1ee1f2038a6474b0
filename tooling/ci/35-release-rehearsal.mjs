import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../lib/local-registry.mjs";
import { command, node, root } from "../lib/steps.mjs";

/** The README's grid: what a reader copies. */
function readmeGrid() {
  const [, block] = /```ts\n([\s\S]*?)^```/m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  if (!block) throw new Error("README.md has no grid");
  return block;
}

const tarballOf = (packed, name) => packed.find((one) => one.name === name).tarball;
const program = (folder, name) => join(folder, "node_modules", name);

/**
 * As after a release: from a local registry, an empty folder gets what `npm create liftjs` makes, installs it with npm, runs its grid's
 * plan, the README's grid, and the quickstart's plan by the umbrella's command.
 */
export const title = "release rehearsal";
export async function run({ packed, work }) {
  const all = await packed();
  const registry = await serve(all);
  const folder = join(work("rehearsal"), "an empty folder");
  const npmrc = `@liftjs:registry=${registry.url}\nfund=false\naudit=false\nupdate-notifier=false\n`;
  const npm = (args, cwd) => command("npm", args, { cwd, seconds: 900 });
  try {
    const maker = work("maker");
    writeFileSync(join(maker, ".npmrc"), npmrc);
    writeFileSync(join(maker, "package.json"), JSON.stringify({ private: true }));
    await npm(["install", "--prefer-offline", tarballOf(all, "create-liftjs")], maker);
    await node([program(maker, "create-liftjs/dist/bin.js"), folder]);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    manifest.dependencies.liftjs = `file:${tarballOf(all, "liftjs")}`;
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(folder, ".npmrc"), npmrc);
    await npm(["install", "--prefer-offline", "--no-progress"], folder);
    const liftjs = program(folder, "liftjs/dist/bin/liftjs.js");
    await node([liftjs, "grid", "grid.ts", "--dry-run"], { cwd: folder, seconds: 120 });
    await node([liftjs, "quickstart", "--dry-run"], { cwd: folder, seconds: 120 });
    mkdirSync(join(folder, "mine"));
    writeFileSync(join(folder, "mine", "readme.ts"), readmeGrid());
    await node([liftjs, "grid", "mine/readme.ts", "--quick", "--seeds", "1"], { cwd: folder, seconds: 600 });
    if (!existsSync(join(folder, "out/readme-quick/report/index.html")))
      throw new Error("the README's grid left no page");
    return `${all.length} packages`;
  } finally {
    await registry.close();
  }
}
