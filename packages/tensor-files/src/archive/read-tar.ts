import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { ReadableStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { LiftError } from "@liftjs/contracts";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";

/** Takes one file of an archive. */
export type AddMember = (name: string, chunks: AsyncIterable<Uint8Array>) => Promise<void>;

/** What is in a gzipped file, piece by piece; ends or fails as soon as either the file or its reader does. */
async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const fed = pipeline(source, gunzip);
  fed.catch(() => undefined); // the loop below meets the same error
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
  } finally {
    gunzip.destroy();
  }
}

/** The same pieces; fails when they come to more than `maxBytes`. */
async function* limited(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new LiftError("DATA", `the archive unpacks to more than ${maxBytes} bytes; it is not used`);
    yield chunk;
  }
}

/**
 * Read the pieces of a tar archive, gzipped or not, in one pass; links, devices and folders are passed over.
 * `modern-tar` bounds what headers may say (8 MiB of metadata, numbers of bytes that exist), and every read of it ends.
 * @param maxBytes of the archive when unpacked, its headers included
 * @throws whatever the archive, the unpacking or `add` throws
 */
export async function readTarPieces(
  source: AsyncIterable<Uint8Array>,
  gzipped: boolean,
  maxBytes: number,
  add: AddMember,
): Promise<void> {
  const pieces = limited(gzipped ? gunzipped(source) : source, maxBytes);
  const entries = ReadableStream.from(pieces).pipeThrough(createTarDecoder({ strict: true }));
  for await (const { header, body } of entries as AsyncIterable<ParsedTarEntry>) {
    if (header.type === "file") await add(header.name, body);
    else await body.cancel();
  }
}

/** Read a `.tar`, `.tar.gz` or `.tgz` file as `readTarPieces` does. */
export const readTar = (path: string, maxBytes: number, add: AddMember): Promise<void> =>
  readTarPieces(createReadStream(path, { highWaterMark: 1 << 20 }), /gz$/i.test(path), maxBytes, add);
