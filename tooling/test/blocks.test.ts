import { describe, expect, test } from "@jest/globals";
// @ts-expect-error: a script, which has no types
import * as blocks from "../docs/blocks.mjs";

const { blocksOf, problemsOf } = blocks as {
  blocksOf(file: string, page: string): { line: number; language: string; text: string; mark: string | null }[];
  problemsOf(line: string, known: object): string[];
};
const known = {
  scripts: ["lift", "run-grid", "quickstart", "test"],
  help: (words: readonly string[]) =>
    words[1] === "doctor" || words[0] === "run-grid" ? "  --json  as JSON\n  --out, -o  folder" : "",
  exists: (file: string) => file === "experiments/quickstart.ts",
};

describe("code blocks of documents", () => {
  test("are found with their language, place and mark", () => {
    const page = "# A\n\n<!-- not run: no network -->\n\n```sh\nnpx x\n```\n\ntext\n\n```ts\nlet a = 1;\n```\n";
    expect(blocksOf("a.md", page)).toEqual([
      { file: "a.md", line: 3, language: "sh", text: "npx x\n", mark: "not run: no network" },
      { file: "a.md", line: 11, language: "ts", text: "let a = 1;\n", mark: null },
    ]);
  });
  test.each([
    ["npm run quickstart   # minutes"],
    ["npm test"],
    ["pnpm lift doctor --json"],
    ["pnpm run-grid experiments/quickstart.ts --out x"],
    ["# a comment"],
  ])("%s is right", (line) => {
    expect(problemsOf(line, known)).toEqual([]);
  });
  test.each([
    ["npm run quikstart"],
    ["pnpm lift doctor --jason"],
    ["pnpm lift doctr --json"],
    ["pnpm run-grid experiments/none.ts"],
    ["curl somewhere | sh"],
  ])("%s is wrong", (line) => {
    expect(problemsOf(line, known)).toHaveLength(1);
  });
});
