import { statSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { clipVit, openTokenizer } from "@liftjs/backbones";
import { LiftError, type BackboneModel, type Tokenizer } from "@liftjs/contracts";
import { findWeights, readWeights, verifyWeights } from "@liftjs/weights";
import { nanoClip } from "../src/index.js";

let model: BackboneModel;
let tokenizer: Tokenizer;
beforeAll(async () => {
  model = clipVit.build(clipVit.parse(nanoClip.options));
  const { vocabulary, contextLength } = model.text!;
  tokenizer = await openTokenizer({ vocabulary, contextLength, folders: [], merges: nanoClip.merges });
});

const path = (): string => findWeights(nanoClip, { dirs: [], env: {}, cacheDir: "nowhere" })!;

describe("nano-clip", () => {
  test("comes with its weights: at most 6 MB, the bytes that its card names", async () => {
    expect(path()).toBe(nanoClip.weights.bundled);
    expect(statSync(path()).size).toBeLessThanOrEqual(6_000_000);
    expect(await verifyWeights(nanoClip, path())).toEqual({
      verdict: "right",
      detail: `sha256 ${nanoClip.weights.sha256}`,
    });
  });

  test("its weights are those of its architecture, all finite, stored as half precision", async () => {
    const file = await readWeights(path());
    const values = clipVit.adopt(model, Object.fromEntries(file.names().map((name) => [name, file.read(name)])));
    expect(Object.keys(values)).toHaveLength(model.parameters.length);
    for (const { data } of Object.values(values)) expect(data.every(Number.isFinite)).toBe(true);
  });

  test("its towers have one to two million parameters each at most", () => {
    const count = (text: boolean): number =>
      model.parameters
        .filter(({ name }) => name.startsWith("text.") === text)
        .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(count(false)).toBeLessThan(2_000_000);
    expect(count(true)).toBeLessThan(2_000_000);
  });

  test("cuts the words it knows into whole tokens and any other text into pieces down to bytes", () => {
    const tokens = (text: string): number => tokenizer.encode(text).filter((id) => id > 0).length - 2;
    expect(tokens("a photo of a fox.")).toBe(6);
    expect(tokens("red apple and green apple")).toBe(5);
    expect(tokens("qzx")).toBe(3);
    expect(() => tokenizer.encode("one two three ".repeat(9))).toThrow(LiftError);
  });
});
