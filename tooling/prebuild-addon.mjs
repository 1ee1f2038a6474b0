/**
 * Build the addon for this platform into a package of its own, for a release: with it installed, set-up needs no compiler.
 *   node tooling/prebuild-addon.mjs [folder]      default: out/addons
 * Makes <folder>/engine-<platform>-<arch>/ with the addon, ours that opens TensorFlow quietly, our operations, package.json and README.md.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installed, node, root, steps } from "./lib/steps.mjs";
import { install, manifestOf } from "./lib/workspace.mjs";

const key = `${process.platform}-${process.arch}`;
const into = resolve(process.argv[2] ?? join(root, "out/addons"), `engine-${key}`);

/** The package's manifest; set-up compares `liftjs` with what it is about to use. */
function manifest({ tensorflow, addon }) {
  const { version, license, engines } = manifestOf(join(root, "packages/engine-native"));
  const [os, cpu] = [[process.platform], [process.arch]];
  const description = `The native addon of @liftjs/engine-native for ${key}, compiled.`;
  return {
    name: `@liftjs/engine-${key}`,
    version,
    description,
    license,
    engines,
    os,
    cpu,
    files: ["*.node", "lift_operations-*.so"],
    liftjs: { tensorflow, addon },
  };
}

async function compile() {
  const { setUpNative } = await import("../packages/engine-native/dist/index.js");
  const cache = mkdtempSync(join(tmpdir(), "liftjs-prebuild-"));
  // The compiler's own libraries go into the addon, so that it also loads on older systems.
  const still = process.platform === "linux" ? { CXXFLAGS: "-static-libstdc++ -static-libgcc -s" } : {};
  Object.assign(process.env, { LIFT_CACHE_DIR: cache, ...still });
  try {
    const made = await setUpNative({ gpu: false, log: console.log });
    mkdirSync(into, { recursive: true });
    const operations = readdirSync(made.path).filter((name) => /^lift_operations-\w+\.so$/.test(name));
    if (operations.length !== 1) throw new Error("our operations were not built; see what set-up said above");
    for (const file of ["tfjs_binding.node", "quiet_open.node", ...operations])
      copyFileSync(join(made.path, file), join(into, file));
    writeFileSync(join(into, "package.json"), `${JSON.stringify(manifest(made), null, 2)}\n`);
    copyFileSync(join(root, "LICENSE"), join(into, "LICENSE"));
    const readme = `# @liftjs/engine-${key}\n\nThe compiled addon that \`@liftjs/engine-native\` takes on ${key} instead of compiling it.\n`;
    writeFileSync(join(into, "README.md"), readme);
    return `${into} (${(statSync(join(into, "tfjs_binding.node")).size / 1000).toFixed(0)} kB)`;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

const { failed } = await steps([
  ["install", install],
  ["build", () => node([installed("typescript/bin/tsc"), "-b", "packages/engine-native"]).then(() => undefined)],
  ["addon", compile],
]);
process.exit(failed ? 1 : 0);
