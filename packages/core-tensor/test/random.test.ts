import { describe, expect, test } from "@jest/globals";
import { philox } from "../src/philox.js";
import { randomStream } from "../src/random.js";

const draw = (counter: number[], key: number[]): string[] => {
  const out = new Uint32Array(4);
  philox(counter, key, out);
  return [...out].map((word) => word.toString(16).padStart(8, "0"));
};

describe("philox 4x32-10 gives the published known answers", () => {
  const ones = 0xffffffff;
  test("zeros", () => expect(draw([0, 0, 0, 0], [0, 0])).toEqual(["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]));
  test("ones", () =>
    expect(draw([ones, ones, ones, ones], [ones, ones])).toEqual(["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]));
  test("digits of pi", () =>
    expect(draw([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toEqual([
      "d16cfe09",
      "94fdcceb",
      "5001e420",
      "24126ea1",
    ]));
});

describe("randomStream", () => {
  const first = (...key: [number | string, ...(number | string)[]]) =>
    Array.from(
      { length: 5 },
      (
        (s) => () =>
          s.uniform()
      )(randomStream(...key)),
    );

  test("a stream is a function of its key alone", () => {
    expect(first(0, "a", 1)).toEqual(first(0, "a", 1));
    for (const other of [first(1, "a", 1), first(0, "b", 1), first(0, "a", "1"), first(0, "a"), first(0, "a1")])
      expect(other).not.toEqual(first(0, "a", 1));
  });
  test("a fork is the stream of the longer path, whatever was drawn before", () => {
    const parent = randomStream(3, "x");
    parent.normal();
    expect(parent.fork("y", 2).uniform()).toBe(randomStream(3, "x", "y", 2).uniform());
  });
  test("its numbers stay the same from release to release", () => {
    const stream = randomStream(0, "known");
    expect([stream.uniform(), stream.normal(), stream.normal(), stream.integer(1000), [...stream.permutation(6)]])
      .toMatchInlineSnapshot(`
     [
       0.8495290004312693,
       0.10803388628190265,
       -0.11384065324130668,
       173,
       [
         3,
         1,
         5,
         2,
         4,
         0,
       ],
     ]
    `);
  });
  test("uniform and normal have their moments", () => {
    const stream = randomStream(7);
    const n = 40_000;
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / n;
    const uniform = Array.from({ length: n }, () => stream.uniform());
    const normal = Array.from({ length: n }, () => stream.normal());
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((v) => v * v))).toBeCloseTo(1, 1);
    expect(mean(normal.map((v) => v ** 4))).toBeGreaterThan(2.8);
    expect(mean(normal.map((v, i) => v * normal[(i + 1) % n]!))).toBeCloseTo(0, 1);
  });
  test("integers are even: chi-square over 10 cells", () => {
    const stream = randomStream(8);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) counts[stream.integer(10)]!++;
    expect(counts.reduce((sum, c) => sum + (c - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9); // p = 0.001, 9 degrees
  });
  test("a permutation holds each index once, and all orders of three come", () => {
    const stream = randomStream(9);
    expect([...stream.permutation(100)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(new Set(Array.from({ length: 200 }, () => stream.permutation(3).join())).size).toBe(6);
    expect(stream.permutation(0)).toHaveLength(0);
  });
  test("wrong keys and counts are refused", () => {
    for (const bad of [0, -1, 1.5, NaN, 2 ** 60]) expect(() => randomStream(0).integer(bad)).toThrow("whole number");
    expect(() => randomStream(NaN)).toThrow("finite");
  });
});
