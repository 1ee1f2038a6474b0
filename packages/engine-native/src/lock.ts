import { join } from "node:path";
import { withLock } from "@liftjs/locks";
import { LiftError } from "@liftjs/contracts";
import { engineError } from "./reasons.js";

export interface LockOptions {
  readonly log: (line: string) => void;
  /** How long to wait for another process, in seconds. */
  readonly patience?: number;
}

/**
 * Set up an engine in a folder while no other process does; others wait.
 * @throws LiftError `ENGINE`, reason `busy`, when the wait was longer than `patience`; `IO` when the folder cannot be written
 */
export async function alone<T>(folder: string, { log, patience }: LockOptions, work: () => Promise<T>): Promise<T> {
  const waiting = (holder: string): void =>
    log(`another process is setting up the native engine; waiting for it: ${holder}`);
  try {
    return await withLock(join(folder, ".lock"), { log, waiting, patience }, work);
  } catch (cause) {
    if (LiftError.is(cause) && cause.code === "LOCKED")
      throw engineError("busy", cause.message, "wait for that process to end", cause);
    throw cause;
  }
}
