import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { LongTailDataset, Sample } from "@liftjs/contracts";
import { listingHash } from "../src/assemble/fingerprint.js";
import { groupRuleOf, groupsOf } from "../src/assemble/groups.js";
import { heldOutCount, holdOut } from "../src/assemble/validation.js";
import { datasetPlugins } from "../src/all.js";
import { parseDatasetSpec } from "../src/spec.js";

describe("a data set on the command line", () => {
  test.each([
    ["emoji-lt", { name: "emoji-lt" }],
    ["cifar100-lt/50", { name: "cifar100-lt", ratio: 50 }],
    ["folder:./my photos", { name: "folder", path: "./my photos" }],
    ["csv:C:\\data\\list.csv", { name: "csv", path: "C:\\data\\list.csv" }],
    ["jsonl:a/b.jsonl", { name: "jsonl", path: "a/b.jsonl" }],
  ])("%s", (text, expected) => {
    expect(parseDatasetSpec(text)).toEqual(expected);
  });

  test.each(["", "/100", "cifar100-lt/", "cifar100-lt/x", "folder:", "a b", "../x"])("%j is refused", (text) => {
    expect(() => parseDatasetSpec(text)).toThrow(expect.objectContaining({ code: "OPTIONS" }));
  });
});

describe("groups", () => {
  test("many above 100, few below 20, medium with both ends", () => {
    expect(groupsOf([101, 100, 20, 19])).toEqual(["many", "medium", "medium", "few"]);
    expect(groupsOf([40, 39, 9, 8], { many: 39, few: 9 })).toEqual(["many", "medium", "medium", "few"]);
    expect(groupRuleOf({ many: 39, few: 9 })).toBe("many > 39, medium 9–39, few < 9 training images");
  });
});

describe("validation images", () => {
  const samples = (counts: readonly number[]) =>
    counts.flatMap((n, label) =>
      Array.from({ length: n }, (_, i) => ({
        id: `${label}/${i}`,
        label,
        source: { type: "svg" as const, svg: "", size: 8 },
      })),
    );

  test("are taken from what trains, never more than half of a class, in order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 0, max: 8 }),
        (counts, wanted) => {
          const all = samples(counts);
          const { train, validation } = holdOut(all, counts.length, wanted);
          const perClass = counts.map((_, label) => validation.filter((s) => s.label === label).length);
          expect(perClass).toEqual(counts.map((n) => heldOutCount(n, wanted)));
          const order = (part: readonly { id: string }[]) => part.map((s) => all.findIndex((one) => one.id === s.id));
          for (const part of [train, validation]) expect(order(part)).toEqual([...order(part)].sort((a, b) => a - b));
          expect(new Set([...train, ...validation]).size).toBe(all.length);
          expect(perClass.every((n, label) => n <= counts[label]! / 2)).toBe(true);
        },
      ),
    );
  });

  test("change with the seed", () => {
    const all = samples([20, 20]);
    expect(holdOut(all, 2, 5, 1).validation).not.toEqual(holdOut(all, 2, 5, 2).validation);
  });
});

describe("the hash of a listing", () => {
  const fingerprint = (
    classNames: readonly string[],
    { train = [], test: tested = [] }: { train?: Sample[]; test?: Sample[] },
  ) => listingHash({ classNames, train, test: tested } as unknown as LongTailDataset);

  const sample = (id: string, label: number, svg = "") => ({
    id,
    label,
    source: { type: "svg" as const, svg, size: 8 },
  });
  const base = fingerprint(["a", "b"], { train: [sample("1", 0), sample("2", 1)] });

  test.each([
    ["a label", fingerprint(["a", "b"], { train: [sample("1", 0), sample("2", 0)] })],
    ["a size", fingerprint(["a", "b"], { train: [sample("1", 0), sample("2", 1, "<svg/>")] })],
    ["a class name", fingerprint(["a", "c"], { train: [sample("1", 0), sample("2", 1)] })],
    ["the split", fingerprint(["a", "b"], { test: [sample("1", 0), sample("2", 1)] })],
    ["the order", fingerprint(["a", "b"], { train: [sample("2", 1), sample("1", 0)] })],
  ])("change with %s", (_, other) => {
    expect(other).toMatch(/^[0-9a-f]{64}$/);
    expect(other).not.toBe(base);
  });
});

test("every plugin has a name of its own and says where its files come from", () => {
  expect(new Set(datasetPlugins.map(({ name }) => name)).size).toBe(datasetPlugins.length);
  for (const { about } of datasetPlugins)
    expect([about.title, about.license, about.source].every((text) => text.length > 0)).toBe(true);
});
