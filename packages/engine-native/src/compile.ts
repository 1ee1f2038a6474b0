import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";
import type { Work } from "./tensorflow.js";
import { findCompiler, run, type Tool } from "./tools.js";
import { ADDON_FILE, QUIET_FILE } from "./versions.js";

/** Node's own C interface for addons, from npm: so no headers of the running Node are needed. */
const nodeHeaders = (): string =>
  (createRequire(import.meta.url)("node-api-headers") as { include_dir: string }).include_dir;

const INSTALL_COMPILER =
  "install one (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install), or set CXX, and try again";

const flags = (at: Situation): string[] => [
  ...[
    "-O2",
    "-shared",
    "-fPIC",
    "-std=c++17",
    "-w",
    "-DNAPI_VERSION=8",
    "-DBUILDING_NODE_EXTENSION",
    `-I${nodeHeaders()}`,
  ],
  ...(at.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
  ...(at.env["CXXFLAGS"] ?? "").split(/\s+/).filter(Boolean),
];

/** The command line for tfjs's addon. It finds its libraries beside itself, so that the folder can be moved. */
export function addonArguments(at: Situation, source: string, libraries: readonly string[], work: Work): string[] {
  const beside = at.platform === "darwin" ? "@loader_path/tensorflow" : "$ORIGIN/tensorflow";
  return [
    ...flags(at),
    "-DNODE_GYP_MODULE_NAME=tfjs_binding",
    ...[work.headers, dirname(source)].map((folder) => `-I${folder}`),
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(source, name)),
    ...["-o", join(work.result, ADDON_FILE)],
    ...libraries.map((name) => join(work.result, "tensorflow", name)),
    `-Wl,-rpath,${beside}`,
  ];
}

/** The command line for our own small addon that keeps TensorFlow's greeting off stderr. */
export function quietArguments(at: Situation, work: Work): string[] {
  const source = fileURLToPath(new URL("../native/quiet_open.cc", import.meta.url));
  return [...flags(at), "-DNODE_GYP_MODULE_NAME=quiet_open", source, "-o", join(work.result, QUIET_FILE), "-ldl"];
}

async function demandCompiler(at: Situation): Promise<Tool> {
  const compiler = await findCompiler(at);
  if (compiler) return compiler;
  const looked = at.env["CXX"] ?? "g++, clang++, c++";
  throw engineError("no-compiler", `no C++ compiler was found (looked for ${looked})`, INSTALL_COMPILER);
}

/** Run the compiler. @throws LiftError `ENGINE`, reason `compile-failed`, with its first complaint */
export async function runCompiler(at: Situation, compiler: Tool, what: string, args: readonly string[]): Promise<void> {
  const ran = await run(at, compiler.command, args, { seconds: 900 });
  if (ran.ok) return;
  const lines = ran.stderr.split("\n");
  const complaint = lines.find((line) => /error/i.test(line)) ?? lines[0];
  const got = `${compiler.version} could not compile ${what}: ${complaint}`;
  throw engineError("compile-failed", got, "use GCC 9 or clang 10 or newer (CXX=…)");
}

/** Something that compiles the addon into `work.result` and says by which compiler. */
export type AddonCompiler = (source: string, libraries: readonly string[], work: Work) => Promise<string>;

/**
 * Find the compiler now, so that its absence is known before a long download; compile later.
 * @throws LiftError `ENGINE`: `no-compiler`; the returned function throws `compile-failed` with the compiler's first complaint
 */
export async function addonCompiler(at: Situation): Promise<AddonCompiler> {
  const compiler = await demandCompiler(at);
  return async (source, libraries, work) => {
    await runCompiler(at, compiler, "the addon", addonArguments(at, source, libraries, work));
    await runCompiler(at, compiler, "the addon", quietArguments(at, work));
    return compiler.version;
  };
}
