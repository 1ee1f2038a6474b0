import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LiftError } from "@liftjs/contracts";

/** Make a rename survive a power cut; file systems that cannot sync a folder are left as they are. */
function syncFolder(path: string): void {
  try {
    const descriptor = openSync(path, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch {
    return;
  }
}

function writeSynced(path: string, text: string): void {
  const descriptor = openSync(path, "wx");
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Write a text so that readers see either the old file or the whole new one; missing folders are made.
 * @throws LiftError `IO` when it cannot be written; what was there before is intact
 */
export function writeText(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeSynced(temporary, text);
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (cause) {
    removeQuietly(temporary);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LiftError(
      "IO",
      `cannot write "${path}": ${reason}; is there space, and may the folder be written?`,
      { path },
      { cause },
    );
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return; // the folder itself is refused: what is said is why the text could not be written
  }
}
