import { expect, test } from "@jest/globals";
import { createTokenizer, pruneMerges } from "../src/index.js";

const merges = ["a b", "c d</w>", "ab cd</w>", "x y", "b c", "xy z</w>", "Ã ©</w>"];
const pieces = (kept: readonly string[], text: string): string[] => {
  const vocabulary = 514 + kept.length;
  const ids = createTokenizer({ merges: kept, vocabulary, contextLength: 12 }).encode(text);
  // A merge's id moves when others go; what it stands for does not.
  return [...ids]
    .filter((id) => id > 0 && id < vocabulary - 2)
    .map((id) => (id < 512 ? `symbol ${id}` : kept[id - 512]!));
};

test("keeps the merges that the texts need, in their order", () => {
  expect(pruneMerges(merges, ["Abcd", "é!"])).toEqual(["a b", "c d</w>", "ab cd</w>", "Ã ©</w>"]);
  expect(pruneMerges(merges, [])).toEqual([]);
});

test("cuts those texts as all merges do, and others smaller, down to bytes", () => {
  const kept = pruneMerges(merges, ["abcd é"]);
  expect(pieces(kept, "abcd é")).toEqual(pieces(merges, "abcd é"));
  expect(pieces(merges, "xyz")).toEqual(["xy z</w>"]);
  expect(pieces(kept, "xyz")).toHaveLength(3);
});
