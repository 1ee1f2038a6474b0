import { createHash } from "node:crypto";
import { access, copyFile, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileOperations, operationsRecipe } from "./compile-operations.js";
import { probeOperations } from "./probe.js";
import type { Situation } from "./situation.js";
import { findCompiler } from "./tools.js";
import { ADDON_FILE, OPERATIONS_PREFIX, QUIET_FILE, TENSORFLOW_VERSION } from "./versions.js";

/** Folder of the C++ of our operations, which this package carries. */
export const operationsSource = fileURLToPath(new URL("../native/operations/", import.meta.url));

const present = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** File name of the library, which changes with its sources and with TensorFlow. */
export async function operationsFile(): Promise<string> {
  const hash = createHash("sha256").update(TENSORFLOW_VERSION).update(JSON.stringify(operationsRecipe));
  for (const name of (await readdir(operationsSource)).sort())
    hash.update(name).update(await readFile(join(operationsSource, name)));
  return `${OPERATIONS_PREFIX}${hash.digest("hex").slice(0, 12)}.so`;
}

/** Our operations in a set-up folder: the library's path, or why there is none. */
export type OperationsState = { readonly ready: true; readonly path: string } | Absent;
interface Absent {
  readonly ready: false;
  readonly reason: string;
}

const absent = (reason: string): Absent => ({ ready: false, reason });
const failureFile = (folder: string, file: string): string => join(folder, `${file}.failed`);

/** Whether the set-up in a folder has our operations. They serve the CPU: on a GPU TensorFlow's own are used. */
export async function findOperations(at: Situation, folder: string, gpu: boolean): Promise<OperationsState> {
  if (at.env["LIFT_NATIVE_OPS"] === "0") return absent("LIFT_NATIVE_OPS=0 turns them off");
  if (gpu) return absent("they are for the CPU");
  const file = await operationsFile();
  if (await present(join(folder, file))) return { ready: true, path: join(folder, file) };
  const failure = await readFile(failureFile(folder, file), "utf8").catch(() => null);
  return absent(failure ?? "they are not built: lift doctor --set-up");
}

/** Whether this version was tried in a folder and could not be made. */
export const operationsFailed = async (folder: string): Promise<boolean> =>
  present(failureFile(folder, await operationsFile()));

/** What making the library needs, asked for only when it comes to that. */
export interface OperationsMaker {
  /** A package of prebuilt files, where there is one. */
  readonly prebuilt: string | null;
  /** Folder of TensorFlow's C++ headers. @throws Error when they cannot be had */
  headers(): Promise<string>;
  readonly libraries: readonly string[];
  readonly log: (line: string) => void;
}

async function compileInto(at: Situation, folder: string, target: string, maker: OperationsMaker): Promise<void> {
  const compiler = await findCompiler(at);
  if (!compiler) throw new Error("there is no C++ compiler, and no prebuilt library of this version");
  maker.log("compiling our operations");
  await compileOperations(at, compiler, {
    source: operationsSource,
    headers: await maker.headers(),
    libraries: maker.libraries.map((name) => join(folder, "tensorflow", name)),
    target,
  });
}

/**
 * Put our operations into a set-up folder, which has the addon already: from a prebuilt package, else compiled; then try them.
 * That it fails is noted and is no error: the same is computed by TensorFlow's own operations then.
 */
export async function makeOperations(at: Situation, folder: string, maker: OperationsMaker): Promise<void> {
  const file = await operationsFile();
  const [target, trial] = [join(folder, file), join(folder, `trial-${file}`)];
  const ready = maker.prebuilt && join(maker.prebuilt, file);
  try {
    if (ready && (await present(ready))) await copyFile(ready, trial);
    else await compileInto(at, folder, trial, maker);
    await probeOperations(at, join(folder, ADDON_FILE), join(folder, QUIET_FILE), trial);
    await rename(trial, target);
  } catch (error) {
    const why = (error as Error).message;
    await rm(trial, { force: true });
    await writeFile(failureFile(folder, file), `they could not be made: ${why}`);
    maker.log(`our operations are left out, TensorFlow's are used instead (${why})`);
  }
}
