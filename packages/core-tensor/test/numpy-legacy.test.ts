import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { NumpyLegacyRandom } from "../src/numpy-legacy.js";

interface Case {
  seed: number;
  words: number[];
  shuffles: number[][];
}
const { cases } = JSON.parse(readFileSync(new URL("fixtures/numpy-legacy.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

describe.each(cases)("seed $seed as NumPy", ({ seed, words, shuffles }) => {
  test("words, over the generator's refill", () => {
    const random = new NumpyLegacyRandom(seed);
    const drawn = Array.from({ length: 1300 }, () => random.uint32());
    expect([...drawn.slice(0, 8), ...drawn.slice(620, 632), ...drawn.slice(1244, 1256)]).toEqual(words);
  });
  test("shuffles, one generator over several lists", () => {
    const random = new NumpyLegacyRandom(seed);
    for (const expected of shuffles) {
      const values = expected.map((_, i) => i);
      random.shuffle(values);
      expect(values).toEqual(expected);
    }
  });
});

test("seeds that NumPy refuses are refused", () => {
  for (const bad of [-1, 0.5, 2 ** 32, NaN]) expect(() => new NumpyLegacyRandom(bad)).toThrow("4294967295");
});
