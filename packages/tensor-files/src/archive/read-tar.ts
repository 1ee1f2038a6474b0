import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract as tarExtract } from "tar-stream";

/** Takes one file of an archive. */
export type AddMember = (name: string, chunks: AsyncIterable<Uint8Array>) => Promise<void>;

/** Read a tar archive, gzipped or not, in one pass. */
export async function readTarStream(source: Readable, gzipped: boolean, add: AddMember): Promise<void> {
  const extract = tarExtract();
  const members = async (): Promise<void> => {
    for await (const entry of extract) {
      if (entry.header.type === "file") await add(entry.header.name, entry as unknown as AsyncIterable<Buffer>);
      else entry.resume();
    }
  };
  const feed = gzipped ? pipeline(source, createGunzip({ chunkSize: 1 << 18 }), extract) : pipeline(source, extract);
  const [fed, read] = await Promise.allSettled([feed, members()]);
  for (const result of [read, fed]) if (result.status === "rejected") throw result.reason;
}

/** Read a `.tar`, `.tar.gz` or `.tgz` file. */
export const readTar = (path: string, add: AddMember): Promise<void> =>
  readTarStream(createReadStream(path, { highWaterMark: 1 << 20 }), /gz$/i.test(path), add);
