import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { blockRange, blocksOption, needParameters, needSites, widthFromData, type Host } from "../src/index.js";

const host = {
  kind: "transformer",
  family: "tiny",
  blocks: 4,
  sites: new Set(["pooled"]),
  parameters: new Map([["a", [1]]]),
} as unknown as Host;

describe("blocks", () => {
  test("all, the last k, and a range with both ends included", () => {
    expect(blockRange(host, "all", "x")).toEqual([0, 1, 2, 3]);
    expect(blockRange(host, { last: 2 }, "x")).toEqual([2, 3]);
    expect(blockRange(host, [0, 2], "x")).toEqual([0, 1, 2]);
  });
  test("blocks that do not exist are refused", () => {
    for (const blocks of [{ last: 5 }, [2, 1], [3, 4]] as const)
      expect(() => blockRange(host, blocks as never, 'peft "x"')).toThrow("4 blocks");
  });
  test("nothing else is an option", () => {
    for (const raw of [[0, 1, 2], [0], 3, "last", { first: 2 }, { last: 0 }, [-1, 2], [0.5, 1]])
      expect(blocksOption.safeParse(raw).success).toBe(false);
    expect(blocksOption.parse(undefined)).toBe("all");
  });
});

test("the width rule gives the papers' bottlenecks", () => {
  expect([100, 1000, 365, 8142].map((classes) => widthFromData(classes, 12, 2))).toEqual([4, 32, 8, 256]);
  expect(widthFromData(1000, 24, 2)).toBe(16);
  expect(widthFromData(2, 12, 2)).toBe(1);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20000 }), fc.integer({ min: 1, max: 48 }), (classes, blocks) => {
      const width = widthFromData(classes, blocks, 2);
      expect(width === 1 || width * 2 * blocks <= classes).toBe(true);
      expect(width * 4 * blocks > classes).toBe(true);
    }),
  );
});

test("what a host lacks is named", () => {
  expect(() => needSites('peft "x"', host, ["pooled"])).not.toThrow();
  expect(() => needSites('peft "x"', { ...host, kind: "convolutional" }, ["blocks.0.tokens"])).toThrow("no tokens");
  expect(() => needParameters('peft "x"', host, ["b"])).toThrow("has not: b");
  expect(() => needParameters('peft "x"', host, [])).toThrow("none matches");
});
