import { readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { LiftError } from "@liftjs/contracts";
import { pack } from "tar-stream";
import { isSafeName } from "../src/archive/member-writer.js";
import { readTarStream, type AddMember } from "../src/archive/read-tar.js";
import { unpackArchive } from "../src/archive/unpack.js";
import { openZip } from "../src/zip/archive.js";
import { context, makeFolder } from "./helpers/folder.js";
import { zipOf } from "./helpers/zip.js";
import { feedMutations, inputs } from "./helpers/mutate.js";

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A zip with one stored file `a/b.txt` of "hello". */
const zip = Buffer.from(
  "UEsDBAoAAAAAAAAAIQCGphA2BQAAAAUAAAAHAAAAYS9iLnR4dGhlbGxvUEsBAh4DCgAAAAAAAAAhAIamEDYFAAAABQAAAAcAAAAAAAAAAAAAAKSBAAAAAGEvYi50eHRQSwUGAAAAAAEAAQA1AAAAKgAAAAAA",
  "base64",
);

describe("archives", () => {
  test.each([
    ["pack.tar", (tar: Buffer) => tar],
    ["pack.tar.gz", (tar: Buffer) => gzipSync(tar)],
    ["pack.tgz", (tar: Buffer) => gzipSync(tar)],
  ])("%s is unpacked once into one file, and read in place", async (name, encode) => {
    const root = makeFolder({ [name]: encode(await tarOf({ "./a/1.txt": "one", "a/2.txt": "second" })) });
    const lines: string[] = [];
    const use = { ...context(), log: (line: string) => void lines.push(line) };
    const unpacked = await unpackArchive(join(root, name), use);
    expect([...unpacked.members]).toEqual([
      ["a/1.txt", [0, 3]],
      ["a/2.txt", [3, 6]],
    ]);
    expect(readFileSync(unpacked.path, "utf8")).toBe("onesecond");
    expect(await unpackArchive(join(root, name), use)).toEqual(unpacked);
    expect(lines).toHaveLength(1);
  });

  test("a zip is read as well", async () => {
    const files = { "x.zip": zip, "packed.zip": zipOf({ "a/b.txt": Buffer.from("hello"), "a/": Buffer.alloc(0) }) };
    const root = makeFolder(files);
    for (const name of Object.keys(files)) {
      const { path, members } = await unpackArchive(join(root, name), context());
      expect([...members.keys()]).toEqual(["a/b.txt"]);
      expect(readFileSync(path, "utf8")).toBe("hello");
    }
  });

  test.each(["../../evil.txt", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\..\\b"])(
    "a file called %s is never written: the archive is refused and leaves nothing behind",
    async (name) => {
      expect(isSafeName(name)).toBe(false);
      const root = makeFolder({ "pack.tar": await tarOf({ "ok.txt": "fine", [name]: "evil" }) });
      const use = context();
      await expect(unpackArchive(join(root, "pack.tar"), use)).rejects.toMatchObject({
        code: "DATA",
        message: expect.stringMatching(/outside its own folder/),
      });
      expect(readdirSync(join(use.cacheDir, "archives"))).toEqual([]);
    },
  );

  test("names such as __proto__ are only names", async () => {
    const root = makeFolder({ "pack.tar": await tarOf({ __proto__x: "1", constructor: "2" }) });
    expect([...(await unpackArchive(join(root, "pack.tar"), context())).members.keys()]).toEqual([
      "__proto__x",
      "constructor",
    ]);
  });

  test("an archive that unpacks to more than is allowed is refused", async () => {
    const root = makeFolder({ "big.tar.gz": gzipSync(await tarOf({ "zeros.bin": "\0".repeat(1 << 20) })) });
    await expect(unpackArchive(join(root, "big.tar.gz"), { ...context(), maxBytes: 1 << 16 })).rejects.toMatchObject({
      message: expect.stringMatching(/more than 65536 bytes/),
    });
  });

  test("a copy in the cache that was damaged is made again", async () => {
    const path = join(makeFolder({ "pack.tar": await tarOf({ "a.txt": "one" }) }), "pack.tar");
    const use = context();
    const unpacked = await unpackArchive(path, use);
    truncateSync(unpacked.path, 1);
    expect(await unpackArchive(path, use)).toEqual(unpacked);
    expect(readFileSync(unpacked.path, "utf8")).toBe("one");
  });

  /** What `unpackArchive` does with the errors of the libraries. */
  const typed = async (read: Promise<void>): Promise<void> =>
    read.catch((cause: unknown) => {
      const { message } = cause as Error;
      if (typeof message !== "string") throw new TypeError(`not an error: ${String(cause)}`);
      throw new LiftError("DATA", message);
    });
  const sink: AddMember = async (_, chunks) => {
    for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
  };

  const place = join(makeFolder({}), "mutated.zip");
  const readZip = async (bytes: Buffer): Promise<void> => {
    writeFileSync(place, bytes);
    for (const { name, chunks } of openZip(place).values()) await sink(name, chunks());
  };

  test("mutated archives end with a result or an error, none hangs", async () => {
    const tar = await tarOf({ "a/1.txt": "one", "b/long-name.txt": "x".repeat(700) });
    const readers: [Buffer, number, (bytes: Buffer) => Promise<void>][] = [
      [tar, 5000, (bytes) => readTarStream(Readable.from([bytes]), false, sink)],
      [gzipSync(tar), 2500, (bytes) => readTarStream(Readable.from([bytes]), true, sink)],
      [zip, 2500, readZip],
    ];
    for (const [bytes, count, read] of readers)
      expect((await feedMutations(bytes, inputs(count), (changed) => typed(read(changed)))).other).toEqual([]);
  }, 600_000);
});
