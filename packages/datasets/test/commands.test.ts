import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { archivesOf } from "../src/commands/archives.js";
import { datasetRows, imbalancePlot } from "../src/commands/info.js";
import { verifyArchive, verifyDataset } from "../src/commands/verify.js";
import { datasetPlugins } from "../src/all.js";
import { placesLt } from "../src/lists/list-plugin.js";
import { context, makeFolder } from "./helpers/images.js";

describe("the imbalance as a plot", () => {
  test("has a bar for each class where they fit, the largest across the whole width", () => {
    expect(imbalancePlot([1, 40, 10], 30)).toEqual([
      "classes images",
      "      1     40 ███████████████",
      "      2     10 ████",
      "      3      1 █",
    ]);
  });

  test("puts many classes into few rows of at most 80 characters", () => {
    const lines = imbalancePlot(Array.from({ length: 8142 }, (_, i) => 1 + 1000000 / (i + 1)));
    expect(lines.length).toBeLessThanOrEqual(17);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

test("list says what is there", () => {
  const rows = datasetRows(datasetPlugins, [makeFolder({ "cifar-100-python.tar.gz": "x" })]);
  expect(rows.find(({ name }) => name === "cifar100-lt")!.found).toMatch(/cifar-100-python\.tar\.gz$/);
  expect(rows.find(({ name }) => name === "cifar10-lt")!.found).toBeNull();
});

describe("verify", () => {
  const content = "an archive";
  const archive = {
    file: "a.tar.gz",
    url: "https://example.org/a.tar.gz",
    bytes: content.length,
    md5: createHash("md5").update(content).digest("hex"),
  };

  test("an archive is right by size and sum", async () => {
    const root = makeFolder({ right: content, short: "an arch", other: "an orchive" });
    expect(await verifyArchive(join(root, "right"), archive)).toMatchObject({ ok: true });
    expect(await verifyArchive(join(root, "short"), archive)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/has 7 bytes; a\.tar\.gz has 10: the download is incomplete/),
    });
    expect(await verifyArchive(join(root, "other"), archive)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/is damaged or another file/),
    });
  });

  test("a wrong CIFAR archive is named, and that it does not open", async () => {
    const cifar = datasetPlugins.find(({ name }) => name === "cifar100-lt")!;
    const { ok, findings } = await verifyDataset(cifar, {}, context([makeFolder({ "cifar-100-python.tar.gz": "x" })]));
    expect(ok).toBe(false);
    expect(findings.map(({ text }) => text).join("\n")).toMatch(
      /has 1 bytes; cifar-100-python\.tar\.gz has 169001437[\s\S]*cannot be read as an archive/,
    );
  });

  test("a list of another length is named", async () => {
    const root = makeFolder({ "places-lt-train.txt": "a.jpg 0\n", "places-lt-test.txt": "not a list" });
    const { ok, findings } = await verifyDataset(placesLt, {}, context([root]));
    expect(ok).toBe(false);
    expect(findings[0]!.text).toMatch(/lists 1 images; the train list of places-lt has 62500: it is another list/);
    expect(findings[2]!.text).toBe("validation list: not found");
  });

  test("known archives have plausible sums", () => {
    const all = datasetPlugins.flatMap(({ name }) => archivesOf(name));
    expect(all).toHaveLength(5);
    for (const { md5, url, file } of all) expect(md5.length === 32 && url.endsWith(file)).toBe(true);
  });
});
