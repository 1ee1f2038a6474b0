import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { command, installed, node, root } from "./steps.mjs";

const stampFile = join(root, "node_modules", ".liftjs-installed");

/** Folders of all packages, those that are published first. */
export const packageFolders = () =>
  readdirSync(join(root, "packages"))
    .filter((name) => existsSync(join(root, "packages", name, "package.json")))
    .map((name) => join(root, "packages", name));

/** @param {string} folder */
export const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** A hash of everything that decides what is installed. */
function installHash() {
  const hash = createHash("sha256");
  const folders = [root, ...packageFolders(), join(root, "experiments"), join(root, "tooling")];
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml"].map((name) => join(root, name));
  for (const file of [...files, ...folders.map((folder) => join(folder, "package.json"))])
    hash.update(readFileSync(file));
  return hash.digest("hex");
}

const pnpmVersion = () => manifestOf(root).packageManager.split("@")[1];

/** The program and its first arguments that are the pinned pnpm: the one on the path when it is that version, else fetched by npm. */
async function findPnpm() {
  const have = await command("pnpm", ["--version"]).catch(() => "");
  return have.trim() === pnpmVersion() ? ["pnpm"] : ["npx", "--yes", `pnpm@${pnpmVersion()}`];
}
let found;

/**
 * Run the pinned pnpm.
 * @param {readonly string[]} args
 * @param {Parameters<typeof command>[2]} [options]
 */
export async function pnpm(args, options) {
  const [program, ...first] = await (found ??= findPnpm());
  return command(program, [...first, ...args], options);
}

/** Install what the lock file says by the pinned pnpm; nothing to do when that is there already. */
export async function install() {
  const hash = installHash();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === hash) return "up to date";
  await pnpm(["install", "--frozen-lockfile", "--config.confirmModulesPurge=false"]);
  writeFileSync(stampFile, hash);
  return `pnpm ${pnpmVersion()}`;
}

/** Compile all packages; only what changed is done again. */
export const build = async () => {
  await node([installed("typescript/bin/tsc"), "-b"]);
};

/** Set up the native engine. That it cannot be had is no failure: then WebAssembly computes. */
export async function setUpEngine() {
  const { setUpNative } = await import(pathToFileURL(join(root, "packages/engine-native/dist/index.js")).href);
  try {
    const result = await setUpNative({ log: (line) => console.log(`    ${line}`) });
    return `TensorFlow ${result.tensorflow}${result.gpu ? " on the GPU" : ""}`;
  } catch (error) {
    return `not available, WebAssembly is used: ${error.message.split("\n")[0]}`;
  }
}

/** Whether the native engine can be loaded. */
export async function hasNativeEngine() {
  const { loadNative } = await import(pathToFileURL(join(root, "packages/engine-native/dist/index.js")).href);
  return loadNative().then(
    () => true,
    () => false,
  );
}
