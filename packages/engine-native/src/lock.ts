import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { check, lock } from "proper-lockfile";
import { engineError } from "./reasons.js";

const STALE_MS = 15_000;

export interface LockOptions {
  readonly log: (line: string) => void;
  /** How long to wait for another process, in seconds. */
  readonly patience?: number;
  /** A lock that was not refreshed for so long is its killed holder's. */
  readonly staleMs?: number;
}

/**
 * Do something that only one process may do at a time in a folder; others wait.
 * @throws LiftError `ENGINE`, reason `busy`, when the wait was longer than `patience`
 */
export async function withLock<T>(folder: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const stale = options.staleMs ?? STALE_MS;
  const where = { lockfilePath: join(folder, ".lock"), stale };
  const patience = options.patience ?? 1800;
  if (await check(folder, where)) options.log("another process is setting up the native engine; waiting for it");
  const release = await lock(folder, {
    ...where,
    update: stale / 5,
    retries: { retries: Math.ceil(patience * 2), factor: 1, minTimeout: 500, maxTimeout: 500 },
    onCompromised: (error) => options.log(`the lock on ${folder} was lost: ${error.message}`),
  }).catch((cause: unknown) => {
    throw engineError(
      "busy",
      `another process holds ${where.lockfilePath}`,
      "wait for it, or delete that folder when no such process runs",
      cause,
    );
  });
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}
