/**
 * Every code block of README.md and docs/ is checked: TypeScript is compiled, grids are planned (or run, where `<!-- run: flags -->` stands
 * before them), JavaScript is run, JSON is parsed, commands are held against the scripts, subcommands, flags and files that there are.
 * A block that cannot be is marked `<!-- not run: why -->`.
 *   node tooling/docs/check-blocks.mjs
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { installed, node, root } from "../lib/steps.mjs";
import { blocksOf, problemsOf } from "./blocks.mjs";

const program = { lift: "packages/run-grid/dist/bin/lift.js", "run-grid": "packages/run-grid/dist/bin/run-grid.js" };

/** Pages that people read; the API's are made from sources, and pages with examples of plugins are compiled by examples.mjs. */
export const pages = () => [
  join(root, "README.md"),
  ...readdirSync(join(root, "docs"), { recursive: true })
    .filter((name) => name.endsWith(".md") && !/^(api\b|plugins\b|library\.md$)/.test(name))
    .map((name) => join(root, "docs", name)),
];

async function helpTexts(blocks) {
  const texts = new Map();
  const ask = async (words) => {
    const [name, ...rest] = words;
    const key = words.join(" ");
    if (!texts.has(key)) texts.set(key, await node([program[name], ...rest, "--help"]).catch(() => ""));
  };
  await ask(["run-grid"]);
  for (const { text } of blocks)
    for (const [, command] of text.matchAll(/^(?:pnpm )?lift ([a-z-]+)/gm)) await ask(["lift", command]);
  return (words) => texts.get(words.join(" ")) ?? "";
}

/** Where blocks are compiled: a folder of experiments/, which sees every package. */
const folder = join(root, "experiments", "blocks-of-docs");
const settings = {
  extends: "../../tsconfig.base.json",
  compilerOptions: { noEmit: true, composite: false, noUnusedLocals: false },
};

async function checkTypeScript(blocks) {
  const files = blocks.map((block, i) => ({ block, path: join(folder, `block-${i}.ts`) }));
  for (const { block, path } of files) writeFileSync(path, block.text);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...settings, include: ["*.ts"] }));
  await node([installed("typescript/bin/tsc"), "-p", join(folder, "tsconfig.json")]);
  for (const { block, path } of files) {
    if (!/export default defineGrid/.test(block.text)) continue;
    const flags = block.mark?.startsWith("run: ") ? block.mark.slice(5).split(" ") : ["--dry-run"];
    await node([program["run-grid"], path, ...flags, "--out", join(folder, "out")], { seconds: 300 });
  }
}

async function checkJavaScript(blocks) {
  for (const [i, { text }] of blocks.entries()) {
    const path = join(folder, `block-${i}.mjs`);
    writeFileSync(path, text);
    await node([path], { seconds: 120 });
  }
}

const where = ({ file, line }) => `${relative(root, file)}:${line}`;

export async function checkBlocks() {
  const all = pages().flatMap((file) => blocksOf(file, readFileSync(file, "utf8")));
  const checked = all.filter(({ mark }) => !mark?.startsWith("not run: "));
  const of = (...languages) => checked.filter(({ language }) => languages.includes(language));
  const help = await helpTexts(checked);
  const scripts = [
    ...Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts),
    "exec",
    "install",
  ];
  const known = { scripts, help, exists: (file) => existsSync(join(root, file)) };
  const problems = of("", "sh", "bash").flatMap((block) =>
    block.text.split("\n").flatMap((line) => problemsOf(line, known).map((problem) => `${where(block)}: ${problem}`)),
  );
  for (const block of of("json")) JSON.parse(block.text);
  const strange = checked.filter(({ language }) => !["", "sh", "bash", "ts", "js", "json", "text"].includes(language));
  problems.push(...strange.map((block) => `${where(block)}: nothing checks a block of ${block.language}`));
  if (problems.length) throw new Error(problems.join("\n"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await checkTypeScript(of("ts"));
    await checkJavaScript(of("js"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return `${checked.length} blocks checked, ${all.length - checked.length} marked why not`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  checkBlocks().then(console.log, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
