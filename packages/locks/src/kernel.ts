import { randomUUID } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { LiftError } from "@liftjs/contracts";

interface Addon {
  /** @returns false where another descriptor holds the lock */
  tryLock(descriptor: number, offset?: number, length?: number): boolean;
}

let addon: Addon | Error | undefined;

/** The addon that asks the kernel, or why there is none. */
function load(): Addon | Error {
  try {
    addon ??= createRequire(import.meta.url)("fs-native-extensions") as Addon;
  } catch (cause) {
    addon = cause instanceof Error ? cause : new Error(String(cause));
  }
  return addon;
}

/** Windows keeps others from reading what is locked: there a byte behind the text stands for the file. */
const place: readonly number[] = process.platform === "win32" ? [2 ** 30, 1] : [];

/**
 * Ask the kernel for a file. It lets go when the descriptor is closed, and when the process ends, however it ends.
 * @returns false where another process, or another descriptor of this one, has it
 */
export function tryKernelLock(descriptor: number): boolean {
  const loaded = load();
  if (loaded instanceof Error) throw loaded;
  return loaded.tryLock(descriptor, ...place);
}

/**
 * Why the kernel cannot lock files of a folder; null where it can. Some file systems cannot, and the addon is not made for every system.
 * @throws LiftError `IO` when the folder cannot be written
 */
export function kernelRefusal(folder: string): string | null {
  const loaded = load();
  if (loaded instanceof Error) return loaded.message.split("\n")[0] ?? "";
  const probe = `${folder}/.lock-probe-${randomUUID()}`;
  const descriptor = openProbe(probe, folder);
  try {
    loaded.tryLock(descriptor, ...place);
    return null;
  } catch (cause) {
    return (cause as Error).message;
  } finally {
    closeSync(descriptor);
    rmSync(probe, { force: true });
  }
}

function openProbe(path: string, folder: string): number {
  try {
    return openSync(path, "wx+");
  } catch (cause) {
    throw new LiftError("IO", `cannot write to "${folder}": ${(cause as Error).message}`, { folder }, { cause });
  }
}
