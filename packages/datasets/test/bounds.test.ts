import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { openFolder } from "../src/archive/file-tree.js";
import { openArchive } from "../src/archive/archive.js";
import { readPythonBatch } from "../src/cifar/records.js";
import { placesLtBenchmark } from "../src/lists/benchmarks.js";
import { parseCategories } from "../src/lists/categories.js";
import { parseList } from "../src/lists/list-file.js";
import { listPlugin, listSchema } from "../src/lists/list-plugin.js";
import { csvDataset, csvRecords } from "../src/own/csv.js";
import { folderDataset } from "../src/own/folder.js";
import { jsonlDataset, jsonlRecords } from "../src/own/jsonl.js";
import { packTar } from "modern-tar";
import { context, makeFolder, onePixel, pictures } from "./helpers/images.js";

const csv = csvDataset.parse({ path: "list.csv" });
const jsonl = jsonlDataset.parse({ path: "list.jsonl" });

describe("links", () => {
  const outside = makeFolder({ "secret.png": onePixel, "more/0.png": onePixel });
  const own = { ...pictures("ant", 5), ...pictures("bee", 5) };
  const withLinks = (): string => {
    const root = makeFolder(own);
    symlinkSync(join(outside, "secret.png"), join(root, "ant/link.png"));
    return root;
  };
  const names = [...Object.keys(own), "ant/link.png"];

  test("that a list names do not lead out of its folder", async () => {
    const root = withLinks();
    writeFileSync(join(root, "list.csv"), `image,label\n${names.map((n) => `${n},${n.slice(0, 3)}`).join("\n")}`);
    writeFileSync(
      join(root, "list.jsonl"),
      names.map((image) => JSON.stringify({ image, label: image.slice(0, 3) })).join("\n"),
    );
    const refused = { code: "DATA", message: expect.stringMatching(/link\.png" is a link that leads out of/) };
    const open = [
      csvDataset.open(csvDataset.parse({ path: join(root, "list.csv") }), context()),
      jsonlDataset.open(jsonlDataset.parse({ path: join(root, "list.jsonl") }), context()),
    ];
    for (const { status, reason } of (await Promise.allSettled(open)) as PromiseRejectedResult[])
      expect([status, reason]).toEqual(["rejected", expect.objectContaining(refused)]);
  });
  test("nor do folders that are links, nor the published lists", async () => {
    const root = makeFolder({
      "places-lt-train.txt": "a/0.png 0\nb/0.png 1\n",
      "places-lt-test.txt": "a/0.png 0\nb/0.png 1\n",
      "places-lt-val.txt": "a/0.png 0\nb/0.png 1\n",
      "places-lt-classnames.txt": "a airfield\nb bar\n",
      "places/a/0.png": onePixel,
    });
    symlinkSync(join(outside, "more"), join(root, "places/b"));
    const plugin = listPlugin({ ...placesLtBenchmark, classes: 2 }, listSchema);
    await expect(plugin.open(plugin.parse({}), context([root]))).rejects.toThrow(/is a link that leads out of/);
  });
  test("inside the folder are followed, as is the folder itself, and those of one's own folder of photos", async () => {
    const root = makeFolder(own);
    symlinkSync(join(root, "ant/0.png"), join(root, "ant/same.png"));
    mkdirSync(join(root, "lists"));
    const linked = join(makeFolder({}), "root");
    symlinkSync(root, linked);
    const list = join(root, "lists/list.csv");
    writeFileSync(
      list,
      `image,label\n${[...Object.keys(own), "ant/same.png"].map((n) => `${n},${n.slice(0, 3)}`).join("\n")}`,
    );
    expect((await csvDataset.open(csvDataset.parse({ path: list, root: linked }), context())).classNames).toEqual([
      "ant",
      "bee",
    ]);
    const data = await folderDataset.open(folderDataset.parse({ path: withLinks() }), context());
    expect([...data.train, ...data.test].some(({ id }) => id === "ant/link.png")).toBe(true);
  });
});

describe("lists", () => {
  test("a CSV file of thousands of columns", () =>
    expect(() => csvRecords(`${"a,".repeat(1001)}image\n`, csv)).toThrow(/has 1002 columns; 1000 are read/));
  test("a row keeps three texts, however many columns it has", () => {
    const header = `image,label,${Array.from({ length: 900 }, (_, i) => `c${i}`).join(",")}\n`;
    const records = csvRecords(header + `a.jpg,cat,${"x,".repeat(899)}x\n`.repeat(2_000), csv);
    expect(records).toHaveLength(2_000);
    expect(records[0]).toEqual({ file: "a.jpg", className: "cat", split: null, where: "list.csv line 2" });
  });
  test("a JSONL line of a million letters", () =>
    expect(() => jsonlRecords(`{"image":"${"a".repeat(1_000_000)}","label":"b"}`, jsonl)).toThrow(
      /line 1 has 10\d+ letters/,
    ));
  test("a line of blanks takes no time", () => {
    expect(() => parseList(`a${" ".repeat(900_000)}b`, "list")).toThrow(/list line 1/);
    expect(() => parseList("1".repeat(900_000), "list")).toThrow(/list line 1/);
    expect(parseList("a b.jpg\t3 \n", "list")).toEqual([{ path: "a b.jpg", label: 3 }]);
  });
  test("categories of brackets", () =>
    expect(() => parseCategories("[".repeat(5_000_000), "categories")).toThrow(/nested 5000000 deep; 4 are allowed/));
});

describe("CIFAR's pickles", () => {
  const code = (text: string) => () => readPythonBatch(Buffer.from(text, "latin1"), "train");
  test("have a limit of operations and objects", () => {
    expect(code("N0".repeat(2_100_000))).toThrow(/train: .*more than 4000000 operations/);
    expect(code("]0".repeat(1_000_001))).toThrow(/more than 1000000 objects/);
  });
  test("a text that is made into bytes again and again is counted", () =>
    expect(code(`c_codecs\nencode\nq\0X\0\0\x10\0${"a".repeat(2 ** 20)}\x85q\x01${"0h\0h\x01R".repeat(300)}.`)).toThrow(
      /more than 1000000 objects/,
    ));
});

describe("files that are larger than what they should be", () => {
  test("are not read, in folders and archives", async () => {
    const body = "x".repeat(5000);
    const tgz = gzipSync(await packTar([{ header: { name: "words.txt", size: body.length }, body }]));
    const root = makeFolder({ "words.txt": body, "a.tgz": tgz });
    for (const tree of [await openFolder(root), await openArchive(join(root, "a.tgz"), context())]) {
      expect((await tree.read("words.txt", 5000)).toString()).toBe(body);
      await expect(tree.read("words.txt", 4999)).rejects.toThrow(/"words.txt" has 5000 bytes; at most 4999 are read/);
    }
  });
});
