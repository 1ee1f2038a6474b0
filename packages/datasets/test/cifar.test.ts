import { listingHash } from "../src/index.js";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { packTar } from "modern-tar";
import type { LongTailDataset } from "@liftjs/contracts";
import { exponentialCounts } from "../src/assemble/long-tail.js";
import { cifar100Lt, cifar10Lt } from "../src/cifar/cifar.js";
import { cifarLongTailIndices } from "../src/cifar/indices.js";
import { readPickledArrays } from "../src/cifar/pickled-arrays.js";
import { PIXEL_BYTES, readBinaryBatch, readPythonBatch } from "../src/cifar/records.js";
import { context, makeFolder } from "./helpers/images.js";
import { feedMutations, inputs } from "./helpers/mutate.js";

interface Fixture {
  readonly splits: Record<string, { count: number; sha256: string; first: number[]; last: number[] }>;
  readonly tails: [number, number, number, number[]][];
  readonly pixels: string;
  readonly pickles: Record<string, string>;
}
const fixture = JSON.parse(readFileSync(new URL("./fixtures/cifar-lt.json", import.meta.url), "utf8")) as Fixture;
const pickles = Object.entries(fixture.pickles).map(([name, text]) => [name, Buffer.from(text, "base64")] as const);

describe("the split of CIFAR-LT", () => {
  const labels = Int32Array.from({ length: 50000 }, (_, i) => (37 * i + 11) % 100);

  test.each([
    [100, 10847],
    [50, 12608],
    [10, 19573],
  ])("with ratio %i keeps NumPy's %i images, bit for bit", (ratio, count) => {
    const kept = cifarLongTailIndices(labels, { classes: 100, ratio });
    const expected = fixture.splits[ratio]!;
    expect([kept.length, expected.count]).toEqual([count, count]);
    expect([...kept.slice(0, 8), ...kept.slice(-3)]).toEqual([...expected.first, ...expected.last]);
    expect(createHash("sha256").update(Buffer.from(kept.buffer)).digest("hex")).toBe(expected.sha256);
  });

  test("class sizes are Python's for many tails", () => {
    for (const [largest, classes, ratio, counts] of fixture.tails)
      expect(exponentialCounts(largest, classes, ratio)).toEqual(counts);
  });

  test("refuses ratios below 1, tails that would end empty and sets that are not balanced", () => {
    expect(() => exponentialCounts(500, 100, 0.5)).toThrow(/1 or more; got 0.5/);
    expect(() => exponentialCounts(50, 10, 100)).toThrow(/without an image/);
    expect(() => cifarLongTailIndices([0, 1, 1, 1, 1, 1], { classes: 2, ratio: 2 })).toThrow(
      /class 0 has 1 images; a balanced set with 3/,
    );
  });
});

describe("CIFAR's files", () => {
  test.each(pickles)("a pickle of %s gives the pixels in rows", (_, bytes) => {
    const batch = readPythonBatch(bytes, "train");
    expect(batch.labels).toEqual([5, 99]);
    expect(batch.pixels.toString("base64")).toBe(fixture.pixels);
  });

  test.each([
    [
      "a call of the system",
      Buffer.from("cos\nsystem\n(U\x02lstR.", "latin1"),
      /names "os\.system", which is not on the list/,
    ],
    ["a builtin", Buffer.from("\x80\x02c__builtin__\neval\nU\x011\x85R.", "latin1"), /names "__builtin__\.eval"/],
    [
      "a prototype's name",
      Buffer.from("cconstructor\nconstructor\n.", "latin1"),
      /not on the list of what is allowed: NumPy/,
    ],
    ["an unknown instruction", Buffer.from("\x80\x02\xff.", "latin1"), /0xff/],
    ["a length beyond the end", Buffer.from("T\xff\xff\xff\x7f", "latin1"), /ends too early/],
    ["nothing", Buffer.alloc(0), /ends too early/],
  ])("a pickle with %s is refused", (_, bytes, message) => {
    expect(() => readPickledArrays(bytes, "train")).toThrow(message);
  });

  test("the binary version gives the fine label, the second of two", () => {
    const bytes = Buffer.concat([
      Buffer.from([9, 42]),
      Buffer.alloc(PIXEL_BYTES, 7),
      Buffer.from([9, 43]),
      Buffer.alloc(PIXEL_BYTES, 8),
    ]);
    const { labels, pixels } = readBinaryBatch(bytes, 2, "train.bin");
    expect([labels, pixels[0], pixels[PIXEL_BYTES]]).toEqual([[42, 43], 7, 8]);
    expect(() => readBinaryBatch(bytes.subarray(1), 2, "train.bin")).toThrow(
      /not a whole number of records of 3074 bytes/,
    );
  });

  test("mutated pickles and batches are read or refused, none crashes", async () => {
    for (const [, bytes] of pickles.filter(([name]) => ["protocol 2", "protocol 5", "python 2"].includes(name))) {
      const head = Buffer.concat([bytes.subarray(0, 150), bytes.subarray(-150)]);
      for (const [input, count] of [
        [bytes, 2000],
        [head, 1500],
      ] as const) {
        expect(
          (await feedMutations(input, inputs(count), (changed) => readPythonBatch(changed, "train"))).other,
        ).toEqual([]);
      }
    }
    const binary = Buffer.alloc(3 * (1 + PIXEL_BYTES), 3);
    expect(
      (await feedMutations(binary, inputs(1000), (changed) => readBinaryBatch(changed, 1, "test.bin"))).other,
    ).toEqual([]);
  });
});

/** A small imitation of CIFAR-10's binary version: image i of a batch is filled with i and has label i mod 10. */
function batch(images: number): Buffer {
  return Buffer.concat(
    Array.from({ length: images }, (_, i) => Buffer.concat([Buffer.from([i % 10]), Buffer.alloc(PIXEL_BYTES, i)])),
  );
}
const cifar10Files = (): Record<string, Buffer | string> => ({
  "batches.meta.txt": Array.from({ length: 10 }, (_, i) => `class ${i}`).join("\n") + "\n\n",
  "test_batch.bin": batch(20),
  ...Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`data_batch_${i}.bin`, batch(20)])),
});

async function firstPixel(data: LongTailDataset, i: number): Promise<number> {
  const source = data.train[i]!.source;
  if (source.type !== "raw") throw new Error("CIFAR's images are raw planes");
  const file = await openFile(source.path);
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, source.offset);
  await file.close();
  return buffer[0]!;
}

describe("cifar10-lt and cifar100-lt", () => {
  const nested = (files: Record<string, Buffer | string>, folder: string) =>
    makeFolder(Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content])));
  const openTen = (root: string, raw: object = {}) =>
    cifar10Lt.open(cifar10Lt.parse({ ratio: 5, ...raw }), context([root]));

  test("an unpacked folder and its archive give the same set, and the pixels are where the sources say", async () => {
    const files = cifar10Files();
    const fromFolder = await openTen(nested(files, "cifar-10-batches-bin"));
    const tar = await packTar(
      Object.entries(files).map(([name, body]) => ({
        header: { name: `cifar-10-batches-bin/${name}`, size: Buffer.byteLength(body) },
        body,
      })),
    );
    const fromArchive = await openTen(makeFolder({ "cifar-10-binary.tar.gz": gzipSync(tar) }));
    expect(listingHash(fromArchive)).toBe(listingHash(fromFolder));
    expect(fromFolder.classCounts).toEqual(exponentialCounts(10, 10, 5));
    expect([fromFolder.test.length, fromFolder.classNames[9]]).toEqual([20, "class 9"]);
    for (const data of [fromFolder, fromArchive]) {
      for (const i of [0, 7, 20]) expect(await firstPixel(data, i)).toBe(Number(data.train[i]!.id.split("/")[1]) % 20);
    }
  });

  test("a second opening reads the cache", async () => {
    const root = nested(cifar10Files(), "cifar-10-batches-bin");
    const lines: string[] = [];
    const cache = { ...context([root]), log: (line: string) => void lines.push(line) };
    const options = cifar10Lt.parse({ ratio: 5 });
    const [one, two] = [await cifar10Lt.open(options, cache), await cifar10Lt.open(options, cache)];
    expect(listingHash(two)).toBe(listingHash(one));
    expect(lines.filter((line) => /into the cache/.test(line))).toHaveLength(1);
  });

  test("groups go by the own counts, or by those of ratio 100", () => {
    const counts = (ratio: number) => cifar100Lt.facts(cifar100Lt.parse({ ratio }))!.classCounts;
    expect(counts(10).reduce((a, b) => a + b)).toBe(19573);
    expect(counts(10).filter((n) => n < 20)).toHaveLength(0);
    expect(counts(100).filter((n) => n < 20)).toHaveLength(30);
  });

  test("ratio-100 groups are stated as such", async () => {
    const files = { ...cifar10Files() };
    const data = await openTen(nested(files, "cifar-10-batches-bin"), { groups: "ratio-100" });
    expect(data.groupRule).toBe("many > 100, medium 20–100, few < 20 training images at ratio 100");
    expect(data.groups.filter((group) => group === "few")).toHaveLength(0);
    expect((await openTen(nested(files, "cifar-10-batches-bin"))).groups.every((group) => group === "few")).toBe(true);
  });

  test("another archive is called that", async () => {
    const files = cifar10Files();
    delete (files as Record<string, unknown>)["data_batch_3.bin"];
    await expect(openTen(nested(files, "cifar-10-batches-bin"))).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(/another or an incomplete archive; it should hold data_batch_1/),
    });
    await expect(
      openTen(nested({ ...cifar10Files(), "batches.meta.txt": "a\nb\n" }, "cifar-10-batches-bin")),
    ).rejects.toMatchObject({ message: expect.stringMatching(/names 2 classes; 10 were expected/) });
    await expect(openTen(makeFolder({ "cifar-10-binary.tar.gz": "not a gzip" }))).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(/cannot be read as an archive.*download it again/),
    });
    await expect(openTen(makeFolder({}))).rejects.toMatchObject({
      message: expect.stringMatching(/found none of "cifar-10-python\.tar\.gz"/),
    });
  });
});
