import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { LiftError } from "@liftjs/contracts";

function withFile<T>(path: string, use: (descriptor: number) => T): T {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (cause) {
    throw new LiftError("IO", `cannot open "${path}": ${(cause as Error).message}`, { path }, { cause });
  }
  try {
    return use(descriptor);
  } catch (cause) {
    throw LiftError.is(cause)
      ? cause
      : new LiftError("IO", `cannot read "${path}": ${(cause as Error).message}`, { path }, { cause });
  } finally {
    closeSync(descriptor);
  }
}

const ended = (path: string, wanted: number): LiftError =>
  new LiftError("FORMAT", `"${path}" ends before byte ${wanted}; was it cut, or changed while being read?`, { path });

function readFully(descriptor: number, offset: number, length: number, path: string): Uint8Array {
  if (offset < 0 || !(offset + length <= fstatSync(descriptor).size)) throw ended(path, offset + length);
  const out = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const got = readSync(descriptor, out, done, Math.min(length - done, 2 ** 30), offset + done);
    if (got === 0) throw ended(path, offset + length);
    done += got;
  }
  return out;
}

/** Bytes of a file. Throws `IO` when it cannot be opened. */
export const fileSize = (path: string): number => withFile(path, (descriptor) => fstatSync(descriptor).size);

/**
 * A stretch of a file.
 * @throws LiftError `IO` when it cannot be opened, `FORMAT` when it ends before the stretch does
 */
export const readFileRange = (path: string, offset: number, length: number): Uint8Array =>
  withFile(path, (descriptor) => readFully(descriptor, offset, length, path));
