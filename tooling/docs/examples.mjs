import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installed, node, root } from "../lib/steps.mjs";

const pages = () => [
  "docs/library.md",
  ...readdirSync(join(root, "docs/plugins"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/plugins/${name}`),
];

/** The blocks of a page that name a file: ```ts PATH. */
const blocksOf = (page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```ts (\S+)\n([\s\S]*?)^```$/gm)].map(([, path, text]) => ({
    path,
    text,
  }));

const settings = {
  extends: "../../../tsconfig.base.json",
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    types: ["node"],
    paths: {
      "@liftjs/image-ops/views": ["../../../packages/image-ops/dist/views/boxes.d.ts"],
      "@liftjs/*": ["../../../packages/*/dist/index.d.ts"],
      zod: ["../../../packages/contracts/node_modules/zod/index.d.ts"],
    },
  },
  include: ["."],
};

/** Type-check every example of the pages, each where its own imports find it. @returns how many there are */
export async function checkExamples() {
  const folder = join(root, "tooling/docs/compiled");
  rmSync(folder, { recursive: true, force: true });
  try {
    const blocks = pages().flatMap(blocksOf);
    for (const { path, text } of blocks) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
      if (path.includes("/src/"))
        writeFileSync(
          join(folder, dirname(path), "index.ts"),
          `export * from "./${path.split("/").at(-1).replace(".ts", ".js")}";\n`,
        );
    }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
    await node([installed("typescript/bin/tsc"), "-p", folder]);
    return blocks.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
