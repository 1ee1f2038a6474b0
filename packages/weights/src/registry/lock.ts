import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LiftError } from "@liftjs/contracts";

const POLL_MS = 250;

/** The process that a lock file names, if it still lives on this machine. */
function livingHolder(path: string): number | null {
  try {
    const holder = Number(readFileSync(path, "utf8"));
    process.kill(holder, 0);
    return holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? -1 : null;
  }
}

/** Take the lock if nobody has it, or if its holder has died. */
function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  if (livingHolder(path) === null) removeStale(path);
  return false;
}

/** Renaming succeeds for one process only; a lock that another has just taken anew is put back. */
function removeStale(path: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (livingHolder(aside) === null) rmSync(aside);
    else renameSync(aside, path);
  } catch {
    return;
  }
}

function takeIn(folder: string, path: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return take(path);
  } catch (cause) {
    throw new LiftError("IO", `cannot write to "${folder}": ${(cause as Error).message}`, { folder }, { cause });
  }
}

/**
 * Do something for one file that only one process of this machine at a time may do; others wait for their turn.
 * @throws LiftError `IO` when the folder cannot be written
 */
export async function withLock<T>(target: string, work: () => Promise<T>, waiting: () => void): Promise<T> {
  const path = `${target}.lock`;
  for (let told = false; !takeIn(dirname(path), path); told = true) {
    if (!told) waiting();
    await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
