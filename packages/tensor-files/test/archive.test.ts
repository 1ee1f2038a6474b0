import { readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { LiftError } from "@liftjs/contracts";
import { packTar } from "modern-tar";
import { isSafeName } from "../src/archive/member-writer.js";
import { readTarPieces, type AddMember } from "../src/archive/read-tar.js";
import { unpackArchive } from "../src/archive/unpack.js";
import { openZip } from "../src/zip/archive.js";
import { context, makeFolder } from "./helpers/folder.js";
import { zipOf } from "./helpers/zip.js";
import { feedMutations, inputs } from "./helpers/mutate.js";

const tarOf = async (files: Readonly<Record<string, string>>): Promise<Buffer> =>
  Buffer.from(
    await packTar(
      Object.entries(files).map(([name, body]) => ({ header: { name, size: Buffer.byteLength(body) }, body })),
    ),
  );

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

  /** A tar whose first header is changed and whose sum is right. */
  const withHeader = async (change: (header: Buffer) => void): Promise<Buffer> => {
    const tar = await tarOf({ "a.txt": "one", "b.txt": "two" });
    const header = tar.subarray(0, 512);
    change(header);
    header.fill(" ", 148, 156);
    header.write(
      `${header
        .reduce((a, b) => a + b)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
      "latin1",
    );
    return tar;
  };
  test.each([
    ["letters for a size", (header: Buffer) => void header.write("zzzzzzzzzzz\0", 124)],
    ["a negative size", (header: Buffer) => void header.fill(255, 124, 136)],
    ["a size beyond the file", (header: Buffer) => void header.write("77777777777\0", 124)],
    [
      "a size that a 64-bit number cannot hold",
      (header: Buffer) => void header.fill(0x7f, 125, 136).fill(0x80, 124, 125),
    ],
  ])("a tar with %s is an error, and the reading ends", async (_, change) => {
    const root = makeFolder({ "pack.tar": await withHeader(change) });
    await expect(unpackArchive(join(root, "pack.tar"), context())).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(/cannot be read as an archive/),
    });
  });

  test("headers count as what an archive unpacks to", async () => {
    const folders = Array.from({ length: 3000 }, (_, i) => ({
      header: { name: `f${i}/`, size: 0, type: "directory" as const },
    }));
    const root = makeFolder({ "many.tgz": gzipSync(await packTar(folders)) });
    await expect(unpackArchive(join(root, "many.tgz"), { ...context(), maxBytes: 1 << 20 })).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(/unpacks to more than 1048576 bytes/),
    });
  });

  test("a name that is refused early leaves nothing running behind it", async () => {
    const strays: unknown[] = [];
    const note = (error: unknown): void => void strays.push(error);
    process.on("unhandledRejection", note).on("uncaughtException", note);
    const body = "x".repeat(3 << 20);
    const tar = await tarOf({ "../evil": body, "b.txt": body });
    const root = makeFolder({
      "plain.tar": tar,
      "packed.tgz": gzipSync(tar),
      "cut.tgz": gzipSync(tar).subarray(0, 2000),
      "evil.zip": zipOf({ "../evil": Buffer.from(body), "b.txt": Buffer.from(body) }),
    });
    for (const name of readdirSync(root))
      await expect(unpackArchive(join(root, name), context())).rejects.toMatchObject({ code: "DATA" });
    await new Promise((done) => setTimeout(done, 50));
    process.off("unhandledRejection", note).off("uncaughtException", note);
    expect(strays).toEqual([]);
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
      [tar, 5000, (bytes) => readTarPieces(Readable.from([bytes]), false, 2 ** 20, sink)],
      [gzipSync(tar), 2500, (bytes) => readTarPieces(Readable.from([bytes]), true, 2 ** 20, sink)],
      [zip, 2500, readZip],
    ];
    for (const [bytes, count, read] of readers)
      expect((await feedMutations(bytes, inputs(count), (changed) => typed(read(changed)))).other).toEqual([]);
  }, 600_000);
});
