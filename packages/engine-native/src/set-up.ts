import { mkdtemp, readdir, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { planAddon } from "./addon.js";
import { megabytes, nativeRoot, setUpFolder, sizeOf } from "./cache.js";
import { obtainCuda } from "./cuda.js";
import { alone } from "./lock.js";
import { readManifest, writeManifest, type Manifest } from "./manifest.js";
import { probeAddon } from "./probe.js";
import { engineError } from "./reasons.js";
import { here, type Situation } from "./situation.js";
import { addOperations, operationsSettled } from "./set-up-operations.js";
import { obtainTensorFlow, workIn, type Work } from "./tensorflow.js";
import { findGpus, findPip, findPython } from "./tools.js";
import { ADDON_FILE, ADDON_VERSION } from "./versions.js";
import { chooseWheel, type WheelChoice } from "./wheels.js";

export interface SetUpOptions {
  /** Told each step, one line at a time. */
  readonly log?: (line: string) => void;
  /** Take TensorFlow with CUDA; by default when `nvidia-smi` lists a GPU. */
  readonly gpu?: boolean;
  /** Make it anew although it is there. */
  readonly force?: boolean;
  readonly situation?: Situation;
}

export interface SetUpResult extends Manifest {
  readonly path: string;
  readonly seconds: number;
  /** Whether it was there already. */
  readonly reused: boolean;
}

/** Free bytes that a set-up needs at its peak: the wheel beside what comes out of it. */
const NEEDED = { cpu: 1.4e9, gpu: 9e9 };

/**
 * Set up the native engine in the user's cache: TensorFlow's libraries from PyPI, the addon compiled against them (or taken
 * prebuilt), loaded and tried. Safe to call at any time and from several processes; a killed one leaves nothing half-made in use.
 * @throws LiftError `ENGINE` with a reason and the next step
 */
export async function setUpNative(options: SetUpOptions = {}): Promise<SetUpResult> {
  const at = options.situation ?? here();
  const log = options.log ?? (() => undefined);
  if (at.env["LIFT_NO_NATIVE"] === "1")
    throw engineError("disabled", "LIFT_NO_NATIVE=1 turns the native engine off", "unset it to set the engine up");
  const started = performance.now();
  const gpu = options.gpu ?? (await findGpus(at)).length > 0;
  const choice = chooseWheel(at, gpu);
  const path = setUpFolder(at, choice.gpu);
  const done = (manifest: Manifest, reused: boolean): SetUpResult => ({
    ...manifest,
    path,
    reused,
    seconds: (performance.now() - started) / 1000,
  });
  const existing = options.force ? null : await readManifest(path);
  if (existing && (await operationsSettled(at, path, existing.gpu))) return done(existing, true);
  return alone(nativeRoot(at.env), { log }, async () => {
    const meanwhile = options.force ? null : await readManifest(path);
    if (!meanwhile) return done(await make(at, choice, path, log), false);
    await addOperations(at, choice, path, meanwhile.gpu, log);
    return done(meanwhile, true);
  });
}

/** Build in a temporary folder beside the final one, then move it into place in one step. */
async function make(at: Situation, choice: WheelChoice, path: string, log: (line: string) => void): Promise<Manifest> {
  const root = nativeRoot(at.env);
  await removeLeftovers(root);
  await checkSpace(root, choice.gpu);
  const temporary = await mkdtemp(join(root, ".work-"));
  try {
    const work = await workIn(temporary);
    const manifest = await build(at, choice, work, log);
    await rm(path, { recursive: true, force: true });
    await rename(work.result, path);
    return manifest;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function build(at: Situation, choice: WheelChoice, work: Work, log: (line: string) => void): Promise<Manifest> {
  const makeAddon = await planAddon(at, work);
  const python = await findPython(at);
  const pip = (await findPip(at, python)) ? python : null;
  log(`downloading ${choice.project} (${choice.gpu ? "600 MB, and CUDA" : "270 MB"}; kept: its libraries)`);
  const tensorflow = await obtainTensorFlow(at, choice, python, work);
  if (choice.gpu && pip) await obtainCuda(at, pip, work, log);
  log("making the addon");
  const addonFrom = await makeAddon(choice.libraries);
  const probe = await probeAddon(at, join(work.result, ADDON_FILE));
  await addOperations(at, choice, work.result, probe.gpu, log);
  const bytes = await sizeOf(work.result);
  const manifest: Manifest = {
    tensorflow: probe.tensorflow,
    addon: ADDON_VERSION,
    gpu: probe.gpu,
    source: tensorflow.source,
    addonFrom,
    bytes,
  };
  await writeManifest(work.result, manifest);
  log(`TensorFlow ${probe.tensorflow} loads and multiplies${probe.gpu ? " on the GPU" : ""}; ${megabytes(bytes)} kept`);
  return manifest;
}

/** What a killed set-up left: whoever holds the lock may delete it. */
async function removeLeftovers(root: string): Promise<void> {
  const leftovers = (await readdir(root)).filter((name) => name.startsWith(".work-"));
  await Promise.all(leftovers.map((name) => rm(join(root, name), { recursive: true, force: true })));
}

async function checkSpace(root: string, gpu: boolean): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  const needed = gpu ? NEEDED.gpu : NEEDED.cpu;
  if (bavail * bsize >= needed) return;
  const got = `${root} has ${megabytes(bavail * bsize)} free, set-up needs ${megabytes(needed)}`;
  throw engineError("no-space", got, "free some space, or set LIFT_CACHE_DIR to another disk");
}
