import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { tinyImagenetLt } from "../src/tiny-imagenet/tiny-imagenet.js";
import { tinyImagenetSplit } from "../src/tiny-imagenet/split.js";
import { context, makeFolder, onePixel } from "./helpers/images.js";

/** Tiny ImageNet's layout with two classes and the photos of the given numbers. */
function layout(train: Readonly<Record<string, readonly number[]>>): string {
  const files: Record<string, Buffer | string> = {
    "wnids.txt": `${Object.keys(train).join("\n")}\n`,
    "words.txt": "n1\ttabby, tabby cat\nn2\tfox\n",
    "val/val_annotations.txt": "val_0.JPEG\tn2\t0\t0\t1\t1\nval_1.JPEG\tn1\t0\t0\t1\t1\nval_2.JPEG\tn2\t0\t0\t1\t1\n",
    ...Object.fromEntries([0, 1, 2].map((i) => [`val/images/val_${i}.JPEG`, onePixel])),
  };
  for (const [wnid, numbers] of Object.entries(train))
    for (const n of numbers) files[`train/${wnid}/images/${wnid}_${n}.JPEG`] = onePixel;
  return makeFolder(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [`tiny-imagenet-200/${name}`, content])),
  );
}
/** The first 20 photos of each class's order. */
const [first, second] = tinyImagenetSplit({ classes: 2, perClass: 20, ratio: 2 }).orders.map((order) => [
  ...order.slice(0, 20),
]) as [number[], number[]];
const open = (root: string, raw: object) => tinyImagenetLt.open(tinyImagenetLt.parse(raw), context([root]));

describe("tiny-imagenet-lt", () => {
  test("keeps the first of each class's shuffled order, named by the first synonym", async () => {
    const data = await open(layout({ n1: first, n2: second }), { classes: 2, perClass: 10, ratio: 5 });
    const { orders, counts } = tinyImagenetSplit({ classes: 2, perClass: 10, ratio: 5 });
    expect(counts).toEqual([10, 2]);
    expect(data.train.map(({ id }) => id)).toEqual(
      counts.flatMap((n, j) => [...orders[j]!.slice(0, n)].map((i) => `train/n${j + 1}/images/n${j + 1}_${i}.JPEG`)),
    );
    expect(data.classNames).toEqual(["tabby", "fox"]);
    expect(data.test.map(({ label }) => label)).toEqual([1, 0, 1]);
  });

  test("a smaller choice is part of a larger one", () => {
    const [large, small] = [
      tinyImagenetSplit({ classes: 200, perClass: 500, ratio: 100 }),
      tinyImagenetSplit({ classes: 100, perClass: 100, ratio: 100 }),
    ];
    expect(small.counts.reduce((a, b) => a + b)).toBe(2131);
    expect(large.counts.reduce((a, b) => a + b)).toBe(21549);
    small.counts.forEach((n, j) => expect(large.orders[j]!.slice(0, n)).toEqual(small.orders[j]!.slice(0, n)));
  });

  test("takes validation photos from the training photos, or from those that are left", async () => {
    const root = layout({ n1: first, n2: second });
    const own = await open(root, { classes: 2, perClass: 10, ratio: 5, validation: 3 });
    expect([own.classCounts, own.validation!.map(({ label }) => label)]).toEqual([
      [7, 1],
      [0, 0, 0, 1],
    ]);
    expect(
      tinyImagenetLt.facts(tinyImagenetLt.parse({ classes: 2, perClass: 10, ratio: 5, validation: 3 }))!.classCounts,
    ).toEqual([7, 1]);
    const unused = await open(root, { classes: 2, perClass: 10, ratio: 5, validation: 3, validationFrom: "unused" });
    expect([unused.classCounts, unused.validation!.map(({ label }) => label)]).toEqual([
      [10, 2],
      [0, 0, 0, 1, 1, 1],
    ]);
    const ids = new Set(unused.train.map(({ id }) => id));
    expect(unused.validation!.some(({ id }) => ids.has(id))).toBe(false);
  });

  test("says which photos are lacking", async () => {
    await expect(
      open(layout({ n1: first, n2: second.slice(0, 2) }), { classes: 2, perClass: 20, ratio: 2 }),
    ).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(
        /needs 30 training photos; .* lacks 8 of them, the first train\/n2\/images\/n2_\d+\.JPEG/,
      ),
    });
  });

  test("says what is missing, or that it is another archive", async () => {
    await expect(open(makeFolder({}), {})).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(/found none of "tiny-imagenet-200\.zip"/),
    });
    await expect(open(makeFolder({ "tiny-imagenet-200/readme.txt": "x" }), {})).rejects.toMatchObject({
      message: expect.stringMatching(/has no wnids\.txt/),
    });
    await expect(open(layout({ n1: first, n2: second }), {})).rejects.toMatchObject({
      message: expect.stringMatching(/has 2 classes; 200 were asked for/),
    });
  });

  test.each([
    [{ ratio: 0.5 }],
    [{ classes: 201 }],
    [{ perClass: 501 }],
    [{ groupThresholds: { many: 5, few: 7 } }],
    [{ class: 3 }],
  ])("refuses %j", (raw) => {
    expect(() => tinyImagenetLt.parse(raw)).toThrow(/tiny-imagenet-lt/);
  });
});

const dataDir = process.env["LIFT_DATA_DIR"] ?? join(process.cwd(), "..", "shared", "data");
const archive = join(dataDir, "tiny-imagenet-200-subset.tar.gz");
const onRealPhotos = existsSync(archive) ? test : test.skip;

describe("the real archive, where present", () => {
  onRealPhotos("holds exactly the photos of the split with ratio 100", async () => {
    const once = context([dataDir]);
    const openReal = (raw: object) => tinyImagenetLt.open(tinyImagenetLt.parse(raw), once);
    const data = await openReal({});
    expect([data.train.length, data.test.length, data.classNames.length]).toEqual([21549, 10000, 200]);
    const few = await openReal({
      classes: 100,
      perClass: 100,
      testPerClass: 20,
      groupThresholds: { many: 39, few: 9 },
    });
    expect([few.train.length, few.test.length]).toEqual([2131, 2000]);
    expect(few.groupRule).toBe("many > 39, medium 9–39, few < 9 training images");
    await expect(openReal({ ratio: 10 })).rejects.toMatchObject({
      message: expect.stringMatching(/lacks 17523 of them/),
    });
  });
});
