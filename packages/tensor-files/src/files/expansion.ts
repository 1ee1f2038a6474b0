import { LiftError } from "@liftjs/contracts";

const FREE_BYTES = 64 * 2 ** 20;
const RATIO = 16;

/**
 * Bytes that the content of a compressed file may come to: `64 MiB + 16 · bytes of the file`.
 * Weights and photos hardly compress; what grows more is made to fill the memory or the disk.
 */
export const expansionLimit = (fileBytes: number): number => FREE_BYTES + RATIO * fileBytes;

/** @throws LiftError `FORMAT` when `bytes` of content are more than a file of `fileBytes` may come to */
export function checkExpansion(what: string, bytes: number, fileBytes: number): void {
  const most = expansionLimit(fileBytes);
  if (!(bytes <= most))
    throw new LiftError(
      "FORMAT",
      `${what} comes to ${bytes} bytes; from ${fileBytes} bytes at most ${most} are read. If you trust the file, unpack it by its own tool and save it uncompressed`,
    );
}
