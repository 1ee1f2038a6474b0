import { expect, test } from "@jest/globals";
import { datasetInfo, datasetRows, verifyDataset } from "@liftjs/datasets";
import { emojiLt } from "../src/emoji.js";

const context = () => ({ dataDirs: [], cacheDir: ".", log: () => undefined });

test("info names what a reader asks for", async () => {
  const lines = datasetInfo(await emojiLt.open(emojiLt.parse({ validation: 2 }), context()));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const text = lines.join("\n");
  expect(text).toMatch(/95: mammal, person at work/);
  expect(text.replace(/\s+/g, " ")).toContain(
    "noto Apache-2.0, twemoji CC-BY-4.0, emojione CC-BY-4.0, fluent-emoji-flat MIT",
  );
  expect(text).toMatch(/[\d,]+ train, 1,575 test, \d+ validation/);
  expect(text).toMatch(/many > 100, medium 20–100, few < 20/);
});

test("info stays within 80 characters, whatever a class is called", async () => {
  const data = await emojiLt.open(emojiLt.parse({ classes: 2 }), context());
  const lines = datasetInfo({ ...data, classNames: ["x".repeat(200), "y y ".repeat(50)] });
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test("list says that it needs no files, and verify that none is missing", async () => {
  expect(datasetRows([emojiLt], []).map(({ name, found }) => [name, found])).toEqual([["emoji-lt", ""]]);
  expect((await verifyDataset(emojiLt, {}, context())).ok).toBe(true);
});
