import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract as tarExtract } from "tar-stream";
import yauzl from "yauzl";
import type { MemberWriter } from "./member-writer.js";

/** Read a tar archive, gzipped or not, in one pass. */
export async function readTar(path: string, gzipped: boolean, writer: MemberWriter): Promise<void> {
  const extract = tarExtract();
  const members = (async () => {
    for await (const entry of extract) {
      if (entry.header.type === "file") await writer.add(entry.header.name, entry as unknown as AsyncIterable<Buffer>);
      else entry.resume();
    }
  })();
  const source = createReadStream(path, { highWaterMark: 1 << 20 });
  const feed = gzipped ? pipeline(source, createGunzip({ chunkSize: 1 << 18 }), extract) : pipeline(source, extract);
  await Promise.all([feed, members]);
}

/** Read a zip archive, entry by entry. */
export async function readZip(path: string, writer: MemberWriter): Promise<void> {
  const zip = await new Promise<yauzl.ZipFile>((done, fail) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, file) => (error ? fail(error) : done(file)));
  });
  try {
    for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
      if (entry.fileName.endsWith("/")) continue;
      await writer.add(entry.fileName, await openEntry(zip, entry));
    }
  } finally {
    zip.close();
  }
}

function nextEntry(zip: yauzl.ZipFile): Promise<yauzl.Entry | null> {
  return new Promise((done, fail) => {
    const settle = (act: () => void) => {
      zip.off("entry", onEntry).off("end", onEnd).off("error", onError);
      act();
    };
    const onEntry = (entry: yauzl.Entry) => settle(() => done(entry));
    const onEnd = () => settle(() => done(null));
    const onError = (error: Error) => settle(() => fail(error));
    zip.on("entry", onEntry).on("end", onEnd).on("error", onError);
    zip.readEntry();
  });
}

const openEntry = (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<AsyncIterable<Buffer>> =>
  new Promise((done, fail) => {
    zip.openReadStream(entry, (error, stream) => (error ? fail(error) : done(stream as unknown as AsyncIterable<Buffer>)));
  });
