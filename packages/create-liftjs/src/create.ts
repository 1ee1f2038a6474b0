import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const grid = `import { defineGrid, ladder } from "liftjs";

export default defineGrid({
  title: "What each part adds",
  base: { dataset: { name: "emoji-lt", classes: 20, ratio: 20 }, backbone: "nano-clip", epochs: 3 },
  seeds: 2,
  cells(add) {
    ladder(add, "head only, CE", { peft: "none", loss: "ce", initializer: "random" })
      .then("+ LA", { loss: "la" })
      .then("+ SAI", { initializer: "semantic" })
      .then("+ AdaptFormer", { peft: "adaptformer" });
  },
});
`;

const readme = `# A grid of liftjs

    npm install
    npm run grid        # runs grid.ts; results and a page in out/grid
    npx liftjs doctor   # what computes here, and what would be faster

Your own photos, a folder a class: replace \`dataset\` in grid.ts by \`{ name: "folder", path: "./photos" }\`, or

    npx liftjs grid grid.ts --data-set folder:./photos
`;

/** A name that npm takes, from a folder's. */
const packageName = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "") || "liftjs-grid";

/**
 * Write a folder with a grid that runs: package.json, grid.ts, README.md, .gitignore.
 * @param version of liftjs that it depends on
 * @returns the files written, by name
 * @throws Error when the folder is there and not empty
 */
export function create(folder: string, version: string): string[] {
  const place = resolve(folder);
  if (existsSync(place) && readdirSync(place).length > 0)
    throw new Error(`"${folder}" is not empty; give the name of a new folder: npm create liftjs my-grid`);
  const manifest = {
    name: packageName(place),
    private: true,
    type: "module",
    scripts: { grid: "liftjs grid grid.ts" },
    dependencies: { "@tensorflow/tfjs-core": "^4.22.0", liftjs: version, zod: "^4.0.0" },
  };
  const files = {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "grid.ts": grid,
    "README.md": readme,
    ".gitignore": "node_modules/\nout/\n",
  };
  mkdirSync(place, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  return Object.keys(files);
}
