import { existsSync } from "node:fs";
import { join } from "node:path";
import { node, root } from "../lib/steps.mjs";
import { checkBlocks } from "../docs/check-blocks.mjs";
import { checkLinks } from "../docs/links.mjs";

/** Blocks of README and docs checked or run, links followed, the drawing of the packages of today's code, the site built without network. */
export const title = "documents";
export async function run() {
  const [blocks, links] = [await checkBlocks(), checkLinks()];
  await node(["tooling/docs/architecture.mjs", "--check"], { seconds: 300 });
  await node(["site/build.mjs"], { seconds: 900 });
  for (const page of ["index.html", "start.html", "errors.html", "api/index.html"])
    if (!existsSync(join(root, "out/site", page))) throw new Error(`the site has no ${page}`);
  return `${blocks}, ${links}`;
}
