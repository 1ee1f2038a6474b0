import { createHash } from "node:crypto";
import { LiftError } from "@liftjs/contracts";
import { sha256OfChunks } from "../files/checksum.js";
import type { NumberType } from "../numbers/number-types.js";

/** What a header says of one tensor; `begin` from the start of the data. */
export interface HeaderRow {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly bytes: number;
}
type Metadata = Readonly<Record<string, string>>;

const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number => (a < b ? -1 : 1);

/** Of the tensors' names, types, shapes and places, and of the metadata besides the sums. */
function headerSum(rows: readonly HeaderRow[], metadata: Metadata): string {
  const others = Object.entries(metadata)
    .filter(([key]) => key !== "sha256" && key !== "sha256_header")
    .sort(byName);
  const table = rows.map(({ name, ...row }) => [name, row.type, row.shape, row.begin, row.bytes] as const).sort(byName);
  return createHash("sha256")
    .update(JSON.stringify([table, others]))
    .digest("hex");
}

/**
 * Metadata with the sums of a file: `sha256` over the data, as any tool can check it, `sha256_header` over what the header says.
 * @param data the tensors' bytes in the file's order
 */
export const withSums = (rows: readonly HeaderRow[], metadata: Metadata, data: Iterable<Uint8Array>): Metadata => ({
  ...metadata,
  sha256: sha256OfChunks(data),
  sha256_header: headerSum(rows, metadata),
});

/** @throws LiftError `FORMAT` that names the file when it carries no sums or they are not its own */
export function checkSums(
  where: string,
  rows: readonly HeaderRow[],
  metadata: Metadata,
  data: Iterable<Uint8Array>,
): void {
  const refuse = (problem: string): never => {
    throw new LiftError("FORMAT", `${where} ${problem}; delete it, so that it is made again`, { path: where });
  };
  if (!metadata["sha256"] || !metadata["sha256_header"]) return refuse("carries no checksum");
  if (metadata["sha256_header"] !== headerSum(rows, metadata))
    return refuse("is damaged: its header is not what was written");
  if (metadata["sha256"] !== sha256OfChunks(data)) refuse("is damaged: its tensors are not what was written");
}
