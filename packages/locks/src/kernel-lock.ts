import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { isGone, parseHolder, thisProcess, type Holder } from "./holder.js";
import { tryKernelLock } from "./kernel.js";

/** A lock that was taken, or who has it (null where the file does not say). */
export type Attempt = { readonly release: () => void } | { readonly heldBy: Holder | null };

/** Files that were removed between opening and locking; more in a row than ever happen by chance. */
const TRIES = 100;

const sameFile = (a: number, b: number): boolean => {
  const [one, other] = [fstatSync(a, { bigint: true }), fstatSync(b, { bigint: true })];
  return one.ino === other.ino && one.dev === other.dev;
};

/** Whether a path still names an open file; it is opened again, since a shared file system may remember names that are gone. */
function isStillAt(path: string, descriptor: number): boolean {
  let again: number;
  try {
    again = openSync(path, "r");
  } catch {
    return false;
  }
  try {
    return sameFile(descriptor, again);
  } finally {
    closeSync(again);
  }
}

/** What an open lock file says. It is read from its path: the descriptor's own position is at its end. */
const holderIn = (path: string): Holder | null => {
  try {
    return parseHolder(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
};

/** Keep the file, and say in it who has it. */
function keep(path: string, descriptor: number): { release: () => void } {
  ftruncateSync(descriptor, 0);
  writeSync(descriptor, `${JSON.stringify(thisProcess("kernel"))}\n`);
  return {
    release() {
      if (isStillAt(path, descriptor)) rmSync(path, { force: true });
      closeSync(descriptor); // last: whoever waits must find the name gone
    },
  };
}

function attempt(path: string): Attempt | null {
  const descriptor = openSync(path, "a+");
  const locked = tryKernelLock(descriptor);
  const there = locked && isStillAt(path, descriptor);
  const found = holderIn(path);
  // A file that a process without kernel locks has made counts as long as that process may be there.
  const foreign = there && found?.by === "file" && !isGone(found);
  if (there && !foreign) return keep(path, descriptor);
  closeSync(descriptor);
  return locked && !there ? null : { heldBy: found };
}

/** Take a lock by the kernel. Nothing that a dead process has left keeps anybody out. */
export function tryByKernel(path: string): Attempt {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = attempt(path);
    if (found) return found;
  }
  return { heldBy: holderIn(path) };
}
