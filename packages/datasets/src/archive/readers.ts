import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract as tarExtract } from "tar-stream";
import type { Entry, ZipFile } from "yauzl";

/** Takes one file of an archive. */
export type AddMember = (name: string, chunks: AsyncIterable<Buffer>) => Promise<void>;

/** Read a tar archive, gzipped or not, in one pass. */
export async function readTar(source: Readable, gzipped: boolean, add: AddMember): Promise<void> {
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

/** Read a zip archive that was opened with `lazyEntries`, entry by entry. */
export async function readZip(zip: ZipFile, add: AddMember): Promise<void> {
  for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
    if (!entry.fileName.endsWith("/")) await add(entry.fileName, await openEntry(zip, entry));
  }
}

function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise((done, fail) => {
    const settle = (act: () => void) => {
      zip.off("entry", onEntry).off("end", onEnd).off("error", onError);
      act();
    };
    const onEntry = (entry: Entry) => settle(() => done(entry));
    const onEnd = () => settle(() => done(null));
    const onError = (error: Error) => settle(() => fail(error));
    zip.on("entry", onEntry).on("end", onEnd).on("error", onError);
    zip.readEntry();
  });
}

const openEntry = (zip: ZipFile, entry: Entry): Promise<AsyncIterable<Buffer>> =>
  new Promise((done, fail) => {
    zip.openReadStream(entry, (error, stream) =>
      error ? fail(error) : done(stream as unknown as AsyncIterable<Buffer>),
    );
  });
