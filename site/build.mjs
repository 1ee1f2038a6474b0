/**
 * Build the site into out/site: the pages of docs/ by VitePress, the packages' API by TypeDoc. Needs no network.
 *   node site/build.mjs [--pages-only]
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

/** Packages that are published, each by its compiled declarations' sources. */
const packages = () =>
  readdirSync(join(root, "packages")).filter((name) => {
    const manifest = join(root, "packages", name, "package.json");
    return existsSync(manifest) && !JSON.parse(readFileSync(manifest, "utf8")).private;
  });

function api() {
  rmSync(join(root, "docs/api"), { recursive: true, force: true });
  const typedoc = join(dirname(createRequire(import.meta.url).resolve("typedoc/package.json")), "bin/typedoc");
  const entries = packages().flatMap((name) => ["--entryPoints", join(root, "packages", name, "src/index.ts")]);
  const args = [typedoc, "--plugin", "typedoc-plugin-markdown", "--out", join(root, "docs/api"), ...entries];
  const settings = [
    "--tsconfig",
    join(root, "site/tsconfig.json"),
    "--skipErrorChecking",
    "--disableSources",
    "--readme",
    "none",
    "--entryFileName",
    "index",
    "--logLevel",
    "Error",
    "--name",
    "API",
    "--sanitizeComments",
  ];
  const { status } = spawnSync(process.execPath, [...args, ...settings], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("typedoc failed");
}

if (!process.argv.includes("--pages-only")) api();
await build(here);
