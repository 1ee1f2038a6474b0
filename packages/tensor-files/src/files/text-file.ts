import { gunzipSync } from "node:zlib";
import { LiftError } from "@liftjs/contracts";
import { fileSize, readFileRange } from "./file-range.js";

/** ImageNet's list has 40 MB; 128 MiB of text are more than any list of images needs. */
export const MAX_TEXT_BYTES = 2 ** 27;
export const MAX_LINES = 4_000_000;

const tooLong = (path: string): LiftError =>
  new LiftError("DATA", `${path} holds more than ${MAX_TEXT_BYTES} bytes of text, which is more than is read`, {
    path,
  });

function gunzip(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_TEXT_BYTES });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLong(path);
    throw new LiftError("DATA", `cannot read ${path}: ${(cause as Error).message}`, { path }, { cause });
  }
}

/** Bytes of a file of text, gunzipped where it is gzipped; at most 128 MiB. @throws LiftError `DATA` as `readText` */
export function readTextBytes(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    if (fileSize(path) > MAX_TEXT_BYTES) throw tooLong(path);
    bytes = readFileRange(path, 0, fileSize(path));
  } catch (cause) {
    if (LiftError.is(cause) && cause.code === "DATA") throw cause;
    throw new LiftError("DATA", `cannot read ${path}: ${(cause as Error).message}`, { path }, { cause });
  }
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(path, bytes) : bytes;
}

/**
 * Text of a file, gunzipped where it is gzipped; at most 128 MiB, counted as it is unpacked.
 * @throws LiftError `DATA` when it cannot be read or is longer
 */
export const readText = (path: string): string => new TextDecoder().decode(readTextBytes(path));

/**
 * The lines of a text one by one with their numbers from 1, empty ones left out; a list of all of them is never made.
 * @throws LiftError `DATA` after 4,000,000 lines, and for a line of more than a million letters
 */
export function* linesOf(text: string, name: string): Generator<readonly [line: string, number: number]> {
  for (let from = 0, number = 1; from < text.length; number++) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    if (number > MAX_LINES) throw new LiftError("DATA", `${name} has more than ${MAX_LINES} lines`);
    if (to - from > 1_000_000) throw new LiftError("DATA", `${name} line ${number} has ${to - from} letters`);
    const line = text.slice(from, text[to - 1] === "\r" ? to - 1 : to);
    if (line.trim() !== "") yield [line, number];
    from = to + 1;
  }
}
