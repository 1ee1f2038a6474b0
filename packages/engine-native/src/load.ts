import { createRequire } from "node:module";
import { join } from "node:path";
import type { NativeBinding } from "./binding.js";
import { setUpFolder } from "./cache.js";
import { readManifest } from "./manifest.js";
import { engineError } from "./reasons.js";
import { here, type Situation } from "./situation.js";
import { setUpNative } from "./set-up.js";
import { findOperations, type OperationsState } from "./operations.js";
import { ADDON_FILE, QUIET_FILE } from "./versions.js";

export interface LoadOptions {
  /** Set the engine up first when it is not there; off by default, so that nothing is downloaded unasked. */
  readonly setUp?: boolean;
  readonly log?: (line: string) => void;
  readonly situation?: Situation;
}

export interface LoadedNative {
  readonly binding: NativeBinding;
  /** TensorFlow's version, as it says itself. */
  readonly tensorflow: string;
  readonly gpu: boolean;
  /** The folder that it was loaded from. */
  readonly path: string;
  /** Whether TensorFlow knows our own operations. */
  readonly operations: boolean;
}

/** The folder of an engine that is set up, one with CUDA first; null when there is none. */
export async function findSetUp(at: Situation): Promise<string | null> {
  for (const gpu of [true, false]) {
    const folder = setUpFolder(at, gpu);
    if (await readManifest(folder)) return folder;
  }
  return null;
}

/**
 * Load the native engine that is set up.
 * @throws LiftError `ENGINE`: `disabled` by LIFT_NO_NATIVE=1, `not-set-up`, or `load-failed`; the message says what to do
 */
export async function loadNative(options: LoadOptions = {}): Promise<LoadedNative> {
  const at = options.situation ?? here();
  if (at.env["LIFT_NO_NATIVE"] === "1")
    throw engineError("disabled", "LIFT_NO_NATIVE=1 turns the native engine off", "unset it to use the engine");
  if (options.setUp) await setUpNative({ situation: at, ...(options.log ? { log: options.log } : {}) });
  const path = await findSetUp(at);
  if (!path)
    throw engineError(
      "not-set-up",
      "the native engine is not set up",
      "run `lift doctor --set-up` (270 MB download); until then WebAssembly is used",
    );
  const gpu = (await readManifest(path))?.gpu ?? false;
  const operations = await findOperations(at, path, gpu);
  const opened = openLibraries(path, operations);
  const binding = requireAddon(path);
  return { binding, tensorflow: binding.TF_Version, gpu: binding.isUsingGpuDevice(), path, operations: opened };
}

const require = createRequire(import.meta.url);

/**
 * Open TensorFlow's framework library without its greeting on stderr, and the library of our operations: TensorFlow learns
 * of them as it opens. The addon then finds both open.
 * @returns whether our operations are known
 */
function openLibraries(folder: string, operations: OperationsState): boolean {
  try {
    const open = require(join(folder, QUIET_FILE)) as (path: string) => boolean;
    const library = process.platform === "darwin" ? "libtensorflow_framework.2.dylib" : "libtensorflow_framework.so.2";
    if (process.env["TF_CPP_MIN_LOG_LEVEL"] !== "0") open(join(folder, "tensorflow", library));
    return operations.ready && open(operations.path);
  } catch {
    return false; // what is wrong shows when the addon itself is opened
  }
}

function requireAddon(folder: string): NativeBinding {
  try {
    return require(join(folder, ADDON_FILE)) as NativeBinding;
  } catch (cause) {
    const next = "make it anew: lift doctor --set-up --force";
    throw engineError("load-failed", `${folder} does not load: ${(cause as Error).message}`, next, cause);
  }
}
