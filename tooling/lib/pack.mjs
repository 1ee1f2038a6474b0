import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { command, installed, node } from "./steps.mjs";
import { manifestOf, packageFolders, pnpm } from "./workspace.mjs";

/**
 * @typedef {{ name: string, version: string, folder: string, tarball: string }} Packed
 */

/**
 * Pack every package that is published, as a release would.
 * @param {string} into an empty folder
 * @returns {Promise<Packed[]>}
 */
export async function packAll(into) {
  const packed = [];
  for (const folder of packageFolders()) {
    const { name, version, private: unpublished } = manifestOf(folder);
    if (unpublished) continue;
    const place = join(into, name.replace("/", "+"));
    mkdirSync(place, { recursive: true });
    await pnpm(["pack", "--pack-destination", place], { cwd: folder });
    packed.push({ name, version, folder, tarball: join(place, readdirSync(place)[0]) });
  }
  return packed;
}

/** What publint says of a packed package, as lines; warnings count. */
async function lintPacked({ name, tarball }) {
  const bytes = readFileSync(tarball);
  const pack = { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) };
  const { messages, pkg } = await publint({ pack, strict: true });
  return messages.map((message) => `${name}: ${formatMessage(message, pkg, { color: false })}`);
}

/** Whether a packed package's types resolve in every way of importing an ES module. */
async function typesResolve({ name, tarball }) {
  const attw = installed("@arethetypeswrong/cli/dist/index.js");
  const args = [attw, tarball, "--profile", "esm-only", "--no-emoji", "--no-color", "--format", "ascii"];
  return node(args).then(
    () => [],
    (error) => [`${name}: ${error.message}`],
  );
}

/** A manifest that npm could not install: a dependency written in pnpm's way. */
async function leftOvers({ name, tarball }) {
  const manifest = JSON.parse(await command("tar", ["-xOzf", tarball, "package/package.json"]));
  const ranges = Object.entries({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
  return ranges.filter(([, range]) => range.includes(":")).map(([to, range]) => `${name}: depends on ${to} "${range}"`);
}

/**
 * Check packed packages with publint and attw.
 * @param {readonly Packed[]} packed
 */
export async function checkPacked(packed) {
  const problems = [];
  for (const one of packed)
    problems.push(...(await lintPacked(one)), ...(await typesResolve(one)), ...(await leftOvers(one)));
  if (problems.length) throw new Error(problems.join("\n"));
  return `${packed.length} packages`;
}
