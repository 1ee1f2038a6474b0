import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LongTailDataset, Sample } from "@liftjs/contracts";
import { expectLiftError } from "@liftjs/testkit";
import { changesBetween, contentHashes, fingerprintOf, type Fingerprint } from "../src/index.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "liftjs-fingerprint-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const LONG_AGO = new Date("2020-01-01T00:00:00Z");

/** A file of some text, written long ago. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, LONG_AGO, LONG_AGO);
  return path;
}

const sample = (path: string, label: number): Sample => ({ id: path, label, source: { type: "file", path } });

function dataset(train: Sample[], test_: Sample[], classNames = ["cat", "dog"]): LongTailDataset {
  const classCounts = classNames.map((_, c) => train.filter(({ label }) => label === c).length);
  return {
    name: "made",
    classNames,
    train,
    test: test_,
    classCounts,
    groups: classNames.map(() => "few" as const),
    groupRule: "all few",
    license: "none",
  };
}

const fingerprint = (data: LongTailDataset): Fingerprint => fingerprintOf(data, contentHashes(null));

/** Two cats and a dog to train on, one of each to test. */
function usual() {
  const train = [
    sample(file("a.png", "cat a"), 0),
    sample(file("b.png", "cat b"), 0),
    sample(file("c.png", "dog c"), 1),
  ];
  const tested = [sample(file("d.png", "cat d"), 0), sample(file("e.png", "dog e"), 1)];
  return { train, tested, before: fingerprint(dataset(train, tested)) };
}

describe("the fingerprint of a data set", () => {
  test("is of contents, not of names, places or times", () => {
    const { train, tested, before } = usual();
    const [first, ...others] = train;
    const moved = [sample(file("elsewhere.png", "cat a"), first?.label ?? 0), ...others];
    expect(fingerprint(dataset(moved, tested))).toEqual(before);
  });

  test.each<[string, (u: ReturnType<typeof usual>) => LongTailDataset, string]>([
    [
      "photos of two classes swapped",
      ({ train: [a, b, c], tested }) =>
        dataset([{ ...a!, source: c!.source }, b!, { ...c!, source: a!.source }], tested),
      "all classes are others",
    ],
    [
      "a photo added",
      ({ train, tested }) => dataset([...train, sample(file("f.png", "dog f"), 1)], tested),
      '"dog" are others (3 then, 4 now)',
    ],
    ["a photo removed", ({ train, tested }) => dataset(train.slice(1), tested), '"cat" are others (3 then, 2 now)'],
    [
      "a photo replaced by one of the same size",
      ({ train, tested }) => (file("a.png", "cat x"), dataset(train, tested)),
      '"cat" are others',
    ],
    [
      "the order changed",
      ({ train: [a, b, c], tested }) => dataset([a!, c!, b!], tested),
      "the training images come in another order",
    ],
    [
      "a class renamed",
      ({ train, tested }) => dataset(train, tested, ["cat", "hound"]),
      "the classes are named otherwise",
    ],
  ])("%s is noticed and named", (_what, change, words) => {
    const u = usual();
    const now = fingerprint(change(u));
    expect(now.sha256).not.toBe(u.before.sha256);
    expect(changesBetween(u.before, now, ["train"]).join("; ")).toContain(words);
  });

  test("test images that changed do not matter to a training", () => {
    const { train, tested, before } = usual();
    const now = fingerprint(dataset(train, tested.slice(1)));
    expect(now.sha256).not.toBe(before.sha256);
    expect(changesBetween(before, now, ["train"])).toEqual([]);
    expect(changesBetween(before, now, ["train", "test"]).join()).toContain("test images");
  });

  test("a file that is gone is named", () => {
    const gone = dataset([sample(join(folder, "gone.png"), 0)], []);
    expect(expectLiftError("DATA", () => fingerprint(gone))).toContain("gone.png");
  });
});

describe("hashes kept between runs", () => {
  const kept = () => join(folder, "kept.json");
  const source = (path: string) => ({ type: "file", path }) as const;

  test("a file is not read again while its size and times stay", () => {
    const path = file("a.png", "cat a");
    const first = contentHashes(kept());
    const hash = first.ofImage(source(path));
    first.save();
    // Times of the record itself cannot be set back, so what is kept is made to look settled.
    const entries = JSON.parse(readFileSync(kept(), "utf8")) as Record<string, unknown[]>;
    const { size, mtimeMs, ctimeMs } = statSync(path);
    writeFileSync(kept(), JSON.stringify({ ...entries, [path]: [`kept-${hash}`, size, mtimeMs, ctimeMs] }));
    expect(contentHashes(kept()).ofImage(source(path))).toBe(`kept-${hash}`);
  });

  test("a file of the same size is read again where it was written since", () => {
    const path = file("a.png", "cat a");
    const before = contentHashes(kept());
    const hash = before.ofImage(source(path));
    before.save();
    file("a.png", "cat b"); // also set back to the same time of change of its content
    expect(contentHashes(kept()).ofImage(source(path))).not.toBe(hash);
  });

  test("a damaged list of hashes only costs time", () => {
    const path = file("a.png", "cat a");
    const hash = contentHashes(null).ofImage(source(path));
    writeFileSync(kept(), '{"a": [');
    expect(contentHashes(kept()).ofImage(source(path))).toBe(hash);
  });
});
