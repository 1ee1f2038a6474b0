import { readdir } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { join } from "node:path";
import { installedAddonSource } from "./addon-source.js";
import { cacheDir, sizeOf } from "./cache.js";
import { findSetUp } from "./load.js";
import { readManifest, type Manifest } from "./manifest.js";
import { findOperations, type OperationsState } from "./operations.js";
import { packageFolder } from "./npm-package.js";
import { prebuiltPackage } from "./prebuilt.js";
import { probeAddon } from "./probe.js";
import { here, type Situation } from "./situation.js";
import { findCompiler, findGpus, findPip, findPython, type Gpu, type Tool } from "./tools.js";
import { ADDON_FILE, ADDON_VERSION, TENSORFLOW_VERSION } from "./versions.js";

/** Something that is absent, what it would give, and how to get it. */
export interface Missing {
  readonly what: string;
  readonly gives: string;
  readonly next: string;
}

/** The state of the native engine. */
export type NativeState =
  | ({ readonly ready: true; readonly path: string; readonly operations: OperationsState } & Manifest)
  | { readonly ready: false; readonly reason: string };

/** Everything that `lift doctor` tells of a machine. Sizes are bytes. */
export interface Diagnosis {
  readonly node: { readonly version: string; readonly supported: boolean };
  readonly platform: string;
  readonly cores: number;
  readonly processor: string;
  readonly memory: { readonly total: number; readonly free: number };
  readonly native: NativeState;
  readonly wanted: { readonly tensorflow: string; readonly addon: string };
  readonly addonSource: "installed" | "prebuilt" | "npm";
  readonly compiler: Tool | null;
  readonly python: (Tool & { readonly pip: string | null }) | null;
  readonly gpus: readonly Gpu[];
  readonly caches: readonly { readonly path: string; readonly bytes: number }[];
  readonly missing: readonly Missing[];
}

/** Node 20.9 is the first of the oldest line that is supported. */
export function nodeSupported(version: string): boolean {
  const [major = NaN, minor = NaN] = version.replace(/^v/, "").split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 9);
}

async function nativeState(at: Situation): Promise<NativeState> {
  if (at.env["LIFT_NO_NATIVE"] === "1") return { ready: false, reason: "LIFT_NO_NATIVE=1 turns it off" };
  const path = await findSetUp(at);
  const manifest = path && (await readManifest(path));
  if (!path || !manifest) return { ready: false, reason: "it is not set up" };
  try {
    const probe = await probeAddon(at, join(path, ADDON_FILE));
    return { ready: true, path, ...manifest, ...probe, operations: await findOperations(at, path, probe.gpu) };
  } catch (error) {
    return { ready: false, reason: (error as Error).message };
  }
}

async function caches(env: NodeJS.ProcessEnv): Promise<{ path: string; bytes: number }[]> {
  const root = cacheDir(env);
  const names = await readdir(root).catch(() => []);
  return Promise.all(
    names.sort().map(async (name) => ({ path: join(root, name), bytes: await sizeOf(join(root, name)) })),
  );
}

async function addonSource(at: Situation): Promise<Diagnosis["addonSource"]> {
  if (packageFolder(prebuiltPackage(at))) return "prebuilt";
  return (await installedAddonSource()) ? "installed" : "npm";
}

function whatIsMissing(found: Pick<Diagnosis, "native" | "compiler" | "addonSource" | "gpus" | "node">): Missing[] {
  const missing: Missing[] = [];
  const { native, gpus } = found;
  if (!found.node.supported)
    missing.push({ what: "Node 20.9 or newer", gives: "everything", next: "install a current Node" });
  const [gpu] = gpus;
  if (native.ready && gpu && !native.gpu) {
    missing.push({ what: "TensorFlow with CUDA", gives: `training on ${gpu.name}`, next: "lift doctor --set-up" });
  }
  if (native.ready) return missing;
  if (!found.compiler && found.addonSource !== "prebuilt") {
    missing.push({
      what: "a C++ compiler",
      gives: "the native engine",
      next: "apt-get install g++ (Debian, Ubuntu), dnf install gcc-c++ (Fedora), xcode-select --install (macOS); or set CXX",
    });
  }
  missing.push({
    what: "the native engine",
    gives: "training more than ten times as fast as WebAssembly",
    next: "lift doctor --set-up",
  });
  return missing;
}

/** Look at the machine: what is there, what is missing and how to get it. Downloads nothing and never throws for what it finds. */
export async function diagnose(options: { situation?: Situation } = {}): Promise<Diagnosis> {
  const at = options.situation ?? here();
  const python = await findPython(at);
  const [native, compiler, pip, gpus, source, cached] = await Promise.all([
    nativeState(at),
    findCompiler(at),
    findPip(at, python),
    findGpus(at),
    addonSource(at),
    caches(at.env),
  ]);
  const node = { version: process.version, supported: nodeSupported(process.version) };
  const found = { node, native, compiler, gpus, addonSource: source };
  return {
    ...found,
    platform: `${at.platform}-${at.arch}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    memory: { total: Math.min(totalmem(), process.constrainedMemory() || Infinity), free: freemem() },
    wanted: { tensorflow: TENSORFLOW_VERSION, addon: ADDON_VERSION },
    python: python && { ...python, pip },
    caches: cached,
    missing: whatIsMissing(found),
  };
}
