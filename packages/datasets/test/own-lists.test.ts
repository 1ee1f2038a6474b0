import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { csvDataset, csvRecords } from "../src/own/csv.js";
import { jsonlDataset, jsonlRecords } from "../src/own/jsonl.js";
import { context, makeFolder, onePixel, pictures } from "./helpers/images.js";
import { feedMutations, inputs } from "./helpers/mutate.js";

const images = { ...pictures("cat", 4), ...pictures("dog", 4) };
const header = "image,label,split\n";
const csvLines = 'cat/0.png,cat,train\ncat/1.png,cat,test\ndog/0.png,dog,train\n"dog/1.png","dog, big",train\n';

const openCsv = (text: string, more: object = {}) => {
  const root = makeFolder({ ...images, "list.csv": text });
  return csvDataset.open(csvDataset.parse({ path: join(root, "list.csv"), ...more }), context());
};
const openJsonl = (text: string, more: object = {}) => {
  const root = makeFolder({ ...images, "list.jsonl": text });
  return jsonlDataset.open(jsonlDataset.parse({ path: join(root, "list.jsonl"), ...more }), context());
};

describe("csv", () => {
  test("reads images, labels and splits by the usual column names, quotes and a byte-order mark included", async () => {
    const data = await openCsv(`\ufeff${header}${csvLines}`);
    expect(data.classNames).toEqual(["cat", "dog", "dog, big"]);
    expect([data.train.length, data.test.length]).toEqual([3, 1]);
  });

  test("reads other columns and another delimiter where told", async () => {
    const data = await openCsv(
      "bild;art\ncat/0.png;0\ncat/1.png;0\ndog/0.png;10\ndog/1.png;10\ncat/2.png;2\ncat/3.png;2\n",
      { imageColumn: "bild", labelColumn: "art", delimiter: ";" },
    );
    expect(data.classNames).toEqual(["0", "2", "10"]);
    expect(data.test).toHaveLength(3);
  });

  test.each([
    ["a line without a label", "image,label\ncat/0.png,\n", /list\.csv line 2: has no label/],
    ["no such column", "photo,label\ncat/0.png,cat\n", /has no image; looked for image, path, .* among photo, label/],
    ["an unknown split", `${header}cat/0.png,cat,maybe\n`, /"maybe" is not a split/],
    ["a line with more fields", "image,label\na,b,c\n", /is not a CSV file/],
    [
      "a path out of the root",
      `${header}../secret.png,cat,train\ncat/1.png,dog,test\ncat/2.png,dog,train\n`,
      /"\.\.\/secret\.png" is not a file inside/,
    ],
    [
      "an absolute path",
      `${header}/etc/passwd,cat,train\ncat/1.png,dog,test\ncat/2.png,dog,train\n`,
      /is not a file inside/,
    ],
    [
      "a file that is not there",
      `${header}cat/9.png,cat,train\ncat/1.png,dog,test\ncat/2.png,dog,train\n`,
      /line 2: there is no file/,
    ],
    [
      "an image twice",
      `${header}cat/0.png,cat,train\ncat/0.png,dog,test\n`,
      /listed twice, at list\.csv line 2 and list\.csv line 3/,
    ],
    ["splits on some lines only", `${header}cat/0.png,cat,train\ncat/1.png,dog,\n`, /names no split, while others do/],
    ["no lines", header, /lists no images/],
  ])("refuses %s", async (_, text, message) => {
    await expect(openCsv(text)).rejects.toMatchObject({ code: "DATA", message: expect.stringMatching(message) });
  });

  test("refuses a list that is not there", async () => {
    await expect(csvDataset.open(csvDataset.parse({ path: "/no/list.csv" }), context())).rejects.toMatchObject({
      code: "DATA",
    });
  });

  test("reads images below another root where told", async () => {
    const root = makeFolder({
      "photos/a/1.png": onePixel,
      "photos/a/2.png": onePixel,
      "photos/b/1.png": onePixel,
      "photos/b/2.png": onePixel,
      "list.csv": "path,class\na/1.png,a\na/2.png,a\nb/1.png,b\nb/2.png,b\n",
    });
    const data = await csvDataset.open(
      csvDataset.parse({ path: join(root, "list.csv"), root: join(root, "photos") }),
      context(),
    );
    expect(data.train.map(({ id }) => id.split("/")[0])).toEqual(["a", "b"]);
  });
});

describe("jsonl", () => {
  const lines =
    '{"image": "cat/0.png", "label": 1, "split": "train"}\n\n{"image": "cat/1.png", "label": 0, "split": "train"}\n{"image": "dog/0.png", "label": 0, "split": "test"}\n';

  test("reads an object a line; whole-number labels go by number", async () => {
    const data = await openJsonl(lines);
    expect(data.classNames).toEqual(["0", "1"]);
    expect(data.test.map(({ id, label }) => [id, label])).toEqual([["dog/0.png", 0]]);
  });

  test.each([
    ["text that is not JSON", "{image: 1}\n", /line 1: is not JSON/],
    ["an array", "[1]\n", /line 1: is not an object/],
    ["a label that is an object", '{"image": "cat/0.png", "label": {}}\n', /has no label/],
    ["keys that only a prototype has", '{"label": "x"}\n', /has no image/],
  ])("refuses %s", async (_, text, message) => {
    await expect(openJsonl(text)).rejects.toMatchObject({ code: "DATA", message: expect.stringMatching(message) });
  });
});

test("mutated lists are read or refused, none crashes", async () => {
  const [csv, jsonl] = [csvDataset.parse({ path: "a.csv" }), jsonlDataset.parse({ path: "a.jsonl" })];
  const jsonLines = Array.from({ length: 5 }, (_, i) =>
    JSON.stringify({ image: `a/${i}.png`, label: "ü", split: "test" }),
  ).join("\n");
  expect(
    (
      await feedMutations(Buffer.from(header + csvLines), inputs(10000), (bytes) =>
        csvRecords(bytes.toString("utf8"), csv),
      )
    ).other,
  ).toEqual([]);
  expect(
    (await feedMutations(Buffer.from(jsonLines), inputs(10000), (bytes) => jsonlRecords(bytes.toString("utf8"), jsonl)))
      .other,
  ).toEqual([]);
}, 600_000);
