import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const workspace = resolve(import.meta.dirname, "../..");
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "liftjs-structure-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `rule: file` of everything that a made-up workspace breaks. */
function broken(files: Record<string, string>): string[] {
  const base = { "experiments/grid.ts": "export {};" };
  for (const [name, text] of Object.entries({ ...base, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const config = ["--config", join(workspace, "tooling/dependency-cruiser.cjs")];
  const types = ["--ts-config", join(workspace, "tsconfig.base.json")];
  const program = join(workspace, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const said = run([program, ...config, ...types, "-T", "json", "packages", "experiments"]);
  const { summary } = JSON.parse(said) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}

/** Output of a Node program, whatever its exit code is. */
function run(args: string[]): string {
  try {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const empty = "export const x = 1;";
const imports = (path: string): string => `import { x } from "${path}";\nexport const y = x;`;
const built = (name: string): Record<string, string> => ({
  [`packages/${name}/dist/index.js`]: empty,
  [`packages/${name}/src/index.ts`]: empty,
});

const wrong: [rule: string, file: string, path: string][] = [
  ["plugins-import-no-plugin", "packages/losses/src/a.ts", "../../backbones/dist/index.js"],
  ["contracts-import-no-package", "packages/contracts/src/a.ts", "../../core-tensor/dist/index.js"],
  ["core-tensor-imports-contracts-and-engine", "packages/core-tensor/src/a.ts", "../../losses/dist/index.js"],
  ["training-lists-no-plugin", "packages/training/src/a.ts", "../../peft-lora/dist/index.js"],
  ["grid-is-a-language-alone", "packages/grid/src/a.ts", "../../datasets/dist/index.js"],
  ["nothing-builds-on-run-grid", "packages/report/src/a.ts", "../../run-grid/dist/index.js"],
  ["no-foreign-src", "packages/run-grid/src/a.ts", "../../losses/src/index.js"],
  ["no-cycles", "packages/tte/src/a.ts", "./a.js"],
  ["tsyringe-in-one-file", "packages/tte/src/b.ts", "tsyringe"],
];

test("each rule finds what breaks it", () => {
  const packages = ["contracts", "core-tensor", "datasets", "losses", "backbones", "peft-lora", "run-grid"].map(built);
  const tsyringe = {
    "node_modules/tsyringe/package.json": '{"main":"index.js"}',
    "node_modules/tsyringe/index.js": "exports.x = 1;",
  };
  const files = Object.fromEntries(wrong.map(([, file, path]) => [file, imports(path)]));
  const found = broken(Object.assign({}, ...packages, tsyringe, files) as Record<string, string>);
  expect(found).toEqual(expect.arrayContaining(wrong.map(([rule, file]) => `${rule}: ${file}`)));
});

test("what is allowed breaks no rule", () => {
  const files = {
    "packages/run-grid/src/a.ts": imports("../../losses/dist/index.js"),
    "packages/losses/src/b.ts": imports("../../contracts/dist/index.js"),
  };
  expect(broken({ ...built("contracts"), ...built("losses"), ...files })).toEqual([]);
});
