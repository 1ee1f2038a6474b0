import { expect, test } from "@jest/globals";
import { mutated } from "../trust/fuzz/mutate.mjs";
import { randomOf } from "../trust/fuzz/random.mjs";
import { watch } from "../trust/fuzz/watch.mjs";

const readers = new URL("bad-readers.mjs", import.meta.url).href;

test.each([
  ["good", "read"],
  ["typed", "typed"],
  ["untyped", "untyped"],
  ["stray", "untyped"],
  ["exit", "untyped"],
  ["hang", "hang"],
  ["loop", "hang"],
  ["over", "over"],
  ["heap", "over"],
])("a reader that is %s is found, and the inputs after it are read", async (reader, outcome) => {
  const usual = reader === "typed" ? "typed" : "read";
  const found = await watch(reader, 1, 0, 3, readers);
  const inOrder = [...found].sort(([a], [b]) => a - b).map(([, one]) => one.outcome);
  expect(inOrder).toEqual([usual, outcome, usual]);
});

test("an input is the same by its seed, reader and number", () => {
  const seeds = [Buffer.from("some text to change"), Buffer.from("another one")];
  const input = (seed: number, index: number) => mutated(seeds, randomOf(seed, "x", index)).toString("hex");
  expect(input(1, 5)).toBe(input(1, 5));
  expect(new Set(Array.from({ length: 50 }, (_, i) => input(1, i))).size).toBeGreaterThan(40);
  expect(input(2, 5)).not.toBe(input(1, 5));
});
