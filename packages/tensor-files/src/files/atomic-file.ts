import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { randomUUID } from "node:crypto";
import { LiftError } from "@liftjs/contracts";

function writeFully(descriptor: number, chunk: Uint8Array): void {
  let done = 0;
  while (done < chunk.byteLength)
    done += writeSync(descriptor, chunk, done, Math.min(chunk.byteLength - done, 2 ** 30));
}

function writeSynced(path: string, chunks: Iterable<Uint8Array>): void {
  const descriptor = openSync(path, "wx");
  try {
    for (const chunk of chunks) writeFully(descriptor, chunk);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

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

/**
 * Write a file so that readers see either the old one or the whole new one: a temporary file beside it, synced, then renamed.
 * Missing folders are made.
 * @throws LiftError `IO` when it cannot be written; what was there before is intact
 */
export function writeAtomically(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  const chunks =
    typeof content === "string"
      ? [new TextEncoder().encode(content)]
      : ArrayBuffer.isView(content)
        ? [content]
        : content;
  const target = resolve(path);
  const temporary = `${target}.${randomUUID()}.partial`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeSynced(temporary, chunks);
    renameSync(temporary, target);
    syncFolder(dirname(target));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw LiftError.is(cause)
      ? cause
      : new LiftError(
          "IO",
          `cannot write "${path}": ${(cause as Error).message}; is there space, and may the folder be written?`,
          { path },
          { cause },
        );
  }
}
