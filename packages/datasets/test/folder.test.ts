import { listingHash } from "../src/index.js";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { folderDataset } from "../src/own/folder.js";
import { testCount } from "../src/own/split.js";
import { context, makeFolder, onePixel, pictures } from "./helpers/images.js";

const open = (path: string, more: object = {}) => folderDataset.open(folderDataset.parse({ path, ...more }), context());

describe("a folder of one's own", () => {
  test("takes class names from folders and divides a single tree by the documented rule", async () => {
    const data = await open(makeFolder({ ...pictures("zebra", 10), ...pictures("ant", 5), ...pictures("bee", 1) }));
    expect(data.classNames).toEqual(["ant", "bee", "zebra"]);
    expect(data.classCounts).toEqual([4, 1, 8]);
    expect(data.test.map(({ label }) => label)).toEqual([0, 2, 2]);
    expect(new Set([...data.train, ...data.test].map(({ id }) => id)).size).toBe(16);
  });

  test("divides the same way every time, and otherwise with another seed", async () => {
    const root = makeFolder({ ...pictures("a", 30), ...pictures("b", 30) });
    const ids = async (seed: number) => (await open(root, { splitSeed: seed })).test.map(({ id }) => id);
    expect(await ids(3)).toEqual(await ids(3));
    expect(await ids(3)).not.toEqual(await ids(4));
  });

  test("uses train, test and val folders as they are", async () => {
    const data = await open(
      makeFolder({
        ...pictures("train/a", 3),
        ...pictures("train/b", 2),
        ...pictures("test/a", 1),
        ...pictures("test/b", 1),
        ...pictures("val/a", 1),
      }),
    );
    expect([data.train.length, data.test.length, data.validation?.length]).toEqual([5, 2, 1]);
  });

  test("has a fingerprint of content and names, not of places", async () => {
    const files = { ...pictures("a", 3), ...pictures("b", 3) };
    const [one, two] = [await open(makeFolder(files)), await open(makeFolder(files))];
    expect(listingHash(one)).toBe(listingHash(two));
    const other = makeFolder(files);
    writeFileSync(join(other, "a", "0.png"), Buffer.concat([onePixel, onePixel]));
    expect(listingHash(await open(other))).not.toBe(listingHash(one));
  });

  test.each([
    ["no class folders", { "1.png": onePixel }, /no class folders.*cat\/1\.jpg/],
    ["one class only", pictures("a", 4), /has 1 class; at least two/],
    ["an empty class", { ...pictures("a", 2), b: null }, /class folder "b" is empty/],
    [
      "a class that only the test folder has",
      { ...pictures("train/a", 2), ...pictures("test/a", 2), ...pictures("test/b", 2) },
      /no training image for 1 of 2 classes \(b\)/,
    ],
    [
      "a file that is not an image",
      { ...pictures("a", 2), ...pictures("b", 2), "b/notes.txt": "hello" },
      /notes\.txt is not an image that can be read/,
    ],
    ["an empty file", { ...pictures("a", 2), "b/x.png": "" }, /x\.png is not an image that can be read/],
  ])("refuses %s by name", async (_, files, message) => {
    await expect(open(makeFolder(files as Record<string, Buffer>))).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(message),
    });
  });

  test("refuses a folder that is not there and options that do not exist", async () => {
    await expect(open("/no/such/folder")).rejects.toMatchObject({ code: "DATA" });
    expect(() => folderDataset.parse({ path: "x", ratios: 3 })).toThrow(/no option "ratios"/);
  });

  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [10, 2],
    [13, 3],
  ])("tests on the fraction of %i images that leaves most for training: %i", (n, expected) => {
    expect(testCount(n, 0.2)).toBe(expected);
  });
});
