import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LiftError } from "@liftjs/contracts";
import { tryByFile } from "./file-lock.js";
import { makeFolder } from "./folder.js";
import { describeHolder, type Holder } from "./holder.js";
import { kernelRefusal } from "./kernel.js";
import { tryByKernel, type Attempt } from "./kernel-lock.js";

const POLL_MS = 250;
const PATIENCE_SECONDS = 1800;

export interface LockOptions {
  /** Gets a line where the kernel cannot lock and a file must do. */
  readonly log?: ((line: string) => void) | undefined;
}
export interface WaitOptions extends LockOptions {
  /** Called once, when somebody else has the lock. */
  readonly waiting?: ((holder: string) => void) | undefined;
  /** Seconds to wait; half an hour unless given. */
  readonly patience?: number | undefined;
}

/** Releases that are due when this process ends; a kill leaves files, which keep nobody out. */
const held = new Set<() => void>();
let listening = false;

function remembered(release: () => void): { release: () => void } {
  if (!listening) process.on("exit", () => held.forEach((due) => due()));
  listening = true;
  const once = (): void => {
    if (held.delete(once)) release();
  };
  held.add(once);
  return { release: once };
}

const cannotWrite = (folder: string, cause: unknown): LiftError =>
  new LiftError(
    "IO",
    `cannot write to "${folder}": ${(cause as Error).message}; choose another folder, or let it be written`,
    { folder },
    { cause },
  );

/** Try once. */
function attempt(path: string, { log }: LockOptions): Attempt {
  const folder = dirname(path);
  makeFolder(folder);
  const refusal = kernelRefusal(folder);
  if (refusal !== null) log?.(`"${folder}" is guarded by a file alone, since the kernel cannot lock there: ${refusal}`);
  try {
    return refusal === null ? tryByKernel(path) : tryByFile(path);
  } catch (cause) {
    throw LiftError.is(cause) ? cause : cannotWrite(folder, cause);
  }
}

/** Where the file alone locks, nobody can know whether a process on another machine is still there. */
const remedy = (path: string, holder: Holder | null): string =>
  holder?.by === "kernel" ? "" : `; if no such process runs any more, remove "${path}"`;

/**
 * Take a lock, or say who has it. It ends by `release`, and with this process, however that ends; nothing is ever stale.
 * @param path the lock's file; missing folders are made
 * @param say the message where somebody else has it, from who that is
 * @throws LiftError `LOCKED` when somebody has it, `IO` when the folder cannot be written
 */
export function takeLock(
  path: string,
  say: (holder: string) => string,
  options: LockOptions = {},
): { readonly release: () => void } {
  const found = attempt(path, options);
  if ("release" in found) return remembered(found.release);
  const { heldBy } = found;
  throw new LiftError("LOCKED", say(describeHolder(heldBy)) + remedy(path, heldBy), { path });
}

/**
 * Do something that only one process may do at a time; others wait for their turn.
 * @throws LiftError `LOCKED` when the wait was longer than `patience`, `IO` when the folder cannot be written
 */
export async function withLock<T>(path: string, options: WaitOptions, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + 1000 * (options.patience ?? PATIENCE_SECONDS);
  let found = attempt(path, options);
  for (let told = false; "heldBy" in found; told = true) {
    const holder = describeHolder(found.heldBy);
    if (!told) options.waiting?.(holder);
    if (performance.now() > until)
      throw new LiftError("LOCKED", `"${path}" is held by ${holder}${remedy(path, found.heldBy)}`, { path });
    await pause(POLL_MS);
    found = attempt(path, {});
  }
  const { release } = remembered(found.release);
  try {
    return await work();
  } finally {
    release();
  }
}
