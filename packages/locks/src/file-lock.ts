import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isGone, parseHolder, thisProcess, type Holder } from "./holder.js";
import type { Attempt } from "./kernel-lock.js";

const exists = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === "EEXIST";

/** Put a whole file at a path where there is none. @returns false where there is one */
function create(path: string, text: string): boolean {
  const whole = `${path}.${randomUUID()}`;
  try {
    writeFileSync(whole, text, { flag: "wx" });
    linkSync(whole, path);
    return true;
  } catch (cause) {
    if (exists(cause)) return false;
    return createPlainly(path, text);
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Where a file system has no second names, a reader may see the file before its text: it then takes it for somebody's. */
function createPlainly(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (cause) {
    if (exists(cause)) return false;
    throw cause;
  }
}

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

/** Take away the lock of a process that is gone; one at a time, so that nobody takes away a lock that is new. */
function removeGone(path: string): Holder | null | "removed" {
  const guard = `${path}.removing`;
  if (!create(guard, `${JSON.stringify(thisProcess("file"))}\n`)) return parseHolder(textOf(guard) ?? "");
  try {
    const text = textOf(path);
    if (text === null) return "removed"; // by another; what stands there a moment later is somebody's
    const found = parseHolder(text);
    if (!found || !isGone(found)) return found;
    rmSync(path, { force: true });
    return "removed";
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Take a lock by a file that only one process can create. The file of a process that ended without removing it is taken over
 * where that process is surely gone: on this machine, in this container, by number and start time.
 */
export function tryByFile(path: string): Attempt {
  const own = `${JSON.stringify(thisProcess("file"))}\n`;
  const release = (): void => {
    if (textOf(path) === own) rmSync(path, { force: true });
  };
  if (create(path, own)) return { release };
  const found = parseHolder(textOf(path) ?? "");
  if (!found || !isGone(found)) return { heldBy: found };
  const removed = removeGone(path);
  if (removed !== "removed") return { heldBy: removed };
  return create(path, own) ? { release } : { heldBy: parseHolder(textOf(path) ?? "") };
}
