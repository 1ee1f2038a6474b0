import { rmSync } from "node:fs";
import { LiftError } from "@liftjs/contracts";
import { fileSize, sha256Of } from "@liftjs/tensor-files";

/** What a file must be; each only where it is known. */
export interface Expected {
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
}

/** How a file differs from what it must be, or null. */
export async function difference(path: string, expected: Expected): Promise<string | null> {
  const bytes = fileSize(path);
  if (expected.bytes !== undefined && bytes !== expected.bytes)
    return `it has ${bytes} bytes and must have ${expected.bytes}`;
  if (expected.sha256 === undefined) return null;
  const sha256 = await sha256Of(path);
  return sha256 === expected.sha256 ? null : `its sha256 is ${sha256} and must be ${expected.sha256}`;
}

/** Delete a file that is not what it must be. Throws `NETWORK`. */
export async function checkDownload(path: string, expected: Expected, from: string): Promise<void> {
  const wrong = await difference(path, expected);
  if (!wrong) return;
  rmSync(path, { force: true });
  throw new LiftError(
    "NETWORK",
    `what came from ${from} is wrong: ${wrong}. It was deleted; try again, and if it stays so, the file has changed at its source or on the way`,
    { from },
  );
}
