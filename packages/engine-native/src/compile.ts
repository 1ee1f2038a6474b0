import { createRequire } from "node:module";
import { join, dirname } from "node:path";
import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";
import type { Work } from "./tensorflow.js";
import { findCompiler, run } from "./tools.js";
import { ADDON_FILE } from "./versions.js";

/** Node's own C interface for addons, from npm: so no headers of the running Node are needed. */
const nodeHeaders = (): string =>
  (createRequire(import.meta.url)("node-api-headers") as { include_dir: string }).include_dir;

const INSTALL_COMPILER =
  "install one (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install), or set CXX, and try again";

/** The command line after the compiler's name. The addon finds its libraries beside itself, so the folder can be moved. */
export function compileArguments(at: Situation, source: string, libraries: readonly string[], work: Work): string[] {
  const beside = at.platform === "darwin" ? "@loader_path/tensorflow" : "$ORIGIN/tensorflow";
  return [
    ...["-O2", "-shared", "-fPIC", "-std=c++17", "-w"],
    ...["-DNAPI_VERSION=8", "-DNODE_GYP_MODULE_NAME=tfjs_binding", "-DBUILDING_NODE_EXTENSION"],
    ...[nodeHeaders(), work.headers, dirname(source)].map((folder) => `-I${folder}`),
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(source, name)),
    ...["-o", join(work.result, ADDON_FILE)],
    ...libraries.map((name) => join(work.result, "tensorflow", name)),
    `-Wl,-rpath,${beside}`,
    ...(at.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
  ];
}

/**
 * Compile the addon into `work.result`.
 * @returns which compiler did it
 * @throws LiftError `ENGINE`: `no-compiler`, or `compile-failed` with the compiler's first complaint
 */
export async function compileAddon(
  at: Situation,
  source: string,
  libraries: readonly string[],
  work: Work,
): Promise<string> {
  const compiler = await findCompiler(at);
  if (!compiler)
    throw engineError(
      "no-compiler",
      `no C++ compiler was found (looked for ${at.env["CXX"] ?? "g++, clang++, c++"})`,
      INSTALL_COMPILER,
    );
  const ran = await run(at, compiler.command, compileArguments(at, source, libraries, work), { seconds: 900 });
  if (!ran.ok) {
    const lines = ran.stderr.split("\n");
    const complaint = lines.find((line) => /error/i.test(line)) ?? lines[0];
    throw engineError(
      "compile-failed",
      `${compiler.version} could not compile the addon: ${complaint}`,
      "use GCC 9 or clang 10 or newer (CXX=…)",
    );
  }
  return compiler.version;
}
