import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { ImageSource, LongTailDataset } from "@liftjs/contracts";

/** Bytes of an image where it is stored; for a drawing, of its text. */
export function bytesOf(source: ImageSource): number {
  if (source.type === "file") return statSync(source.path).size;
  if (source.type === "slice") return source.length;
  if (source.type === "raw") return source.width * source.height * 3;
  return Buffer.byteLength(source.svg);
}

/**
 * sha256 over what was read: every sample's split, name, label and size in order, and the class names.
 * Folders do not count, so that the same data set has the same one on every machine; nor do contents, which are looked at where trained.
 */
export function listingHash({ classNames, train, validation = [], test }: LongTailDataset): string {
  const hash = createHash("sha256").update(JSON.stringify(classNames));
  for (const [split, samples] of Object.entries({ train, validation, test })) {
    for (const { id, label, source } of samples) hash.update(`${split}\0${id}\0${label}\0${bytesOf(source)}\n`);
  }
  return hash.digest("hex");
}
