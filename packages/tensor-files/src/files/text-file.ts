import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { LiftError } from "@liftjs/contracts";

const MAX_BYTES = 2 ** 30;

/** Text of a file, gunzipped where it is gzipped; at most 1 GiB. @throws LiftError `DATA` when it cannot be read */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (gzipped ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes).toString("utf8");
  } catch (cause) {
    throw new LiftError("DATA", `cannot read ${path}: ${(cause as Error).message}`, {}, { cause });
  }
}
