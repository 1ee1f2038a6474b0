/**
 * Install every packed package alone, with npm, in an empty folder, as a user would; import it; run its README's first example.
 *   node tooling/packed-install.mjs [package name …]
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { serve } from "./lib/local-registry.mjs";
import { packAll } from "./lib/pack.mjs";
import { command, node } from "./lib/steps.mjs";

/** The first TypeScript or JavaScript block of a README, as JavaScript; null where there is none. */
export async function firstExample(readme) {
  const block = /^```(?:ts|typescript|js|javascript)\s*\n([\s\S]*?)^```/m.exec(readme);
  return block && (await transform(block[1], { loader: "ts", format: "esm", target: "node20" })).code;
}

/** The packages that a README tells its reader to install, the package itself among them. */
export const installLine = (readme) => /^npm (?:i|install) (.+)$/m.exec(readme)?.[1].trim().split(/\s+/) ?? [];

const install = (names, folder) =>
  command("npm", ["install", "--no-progress", "--prefer-offline", ...names], { cwd: folder, seconds: 600 });

async function installAlone({ name, version, tarball }, folder, registry) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "alone", private: true, type: "module" }));
  writeFileSync(
    join(folder, ".npmrc"),
    `@liftjs:registry=${registry}\nfund=false\naudit=false\nupdate-notifier=false\n`,
  );
  // Only our scope comes from the local registry; packages without it come as files.
  await install([name.startsWith("@liftjs/") ? `${name}@${version}` : tarball], folder);
  if (existsSync(join(folder, "node_modules/@tensorflow/tfjs-node-gpu")))
    throw new Error("it drags in tfjs-node-gpu and its installer");
}

async function useIt({ name }, folder) {
  await node(["--input-type=module", "-e", `await import(${JSON.stringify(name)})`], { cwd: folder, seconds: 120 });
  const readme = join(folder, "node_modules", name, "README.md");
  if (!existsSync(readme)) throw new Error("it has no README.md");
  const text = readFileSync(readme, "utf8");
  const others = installLine(text).filter((other) => other !== name);
  if (others.length) await install(others, folder);
  const example = await firstExample(text);
  if (!example) throw new Error("its README.md has no example");
  writeFileSync(join(folder, "example.mjs"), example);
  await node(["example.mjs"], { cwd: folder, seconds: 300 });
}

/**
 * @param {readonly import("./lib/pack.mjs").Packed[]} packed all packages, for they depend on each other
 * @param {string} work an empty folder
 * @param {readonly string[]} [only] names; all by default
 */
export async function installEachAlone(packed, work, only = packed.map(({ name }) => name)) {
  const registry = await serve(packed);
  const problems = [];
  const installAndUse = async (one) => {
    const folder = join(work, one.name.replace("@liftjs/", "alone "));
    await installAlone(one, folder, registry.url);
    await useIt(one, folder);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const queue = packed.filter(({ name }) => only.includes(name)).values();
    const takeTurns = async () => {
      for (const one of queue)
        await installAndUse(one).catch((error) => problems.push(`${one.name}: ${error.message}`));
    };
    await Promise.all([takeTurns(), takeTurns()]); // two at a time: an install waits for the disk more than it computes
  } finally {
    await registry.close();
  }
  if (problems.length) throw new Error(problems.join("\n"));
  return `${only.length} packages`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const work = mkdtempSync(join(tmpdir(), "liftjs-alone-"));
  const names = process.argv.slice(2);
  try {
    console.log(
      await installEachAlone(
        await packAll(join(work, "packed")),
        join(work, "installs"),
        names.length ? names : undefined,
      ),
    );
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
