import { describe, expect, test } from "@jest/globals";
import { randomStream } from "@liftjs/core-tensor";
import { AttachedModel, describePeft, someData, tinyTransformer } from "@liftjs/testkit";
import fc from "fast-check";
import { chosenCount, drawMask } from "../src/mask.js";
import { sparse } from "../src/index.js";

describePeft(sparse, { ratio: 0.1 });
describePeft(sparse, { ratio: 1, blocks: { last: 1 }, seed: 3 }, { title: "everything" });

describe("the mask", () => {
  test("chooses ⌊ratio · out · (in + 1)⌋ different entries of weight and bias together", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (outWidth, inWidth, ratio, seed) => {
          const matrix = { parameter: "m", outWidth, inWidth };
          const { weight, bias } = drawMask(matrix, ratio, randomStream(seed, "t"));
          expect(weight.length + bias.length).toBe(chosenCount(matrix, ratio));
          expect(new Set(weight).size + new Set(bias).size).toBe(chosenCount(matrix, ratio));
          expect(
            [...weight].every((k) => k >= 0 && k < outWidth * inWidth) &&
              [...bias].every((k) => k >= 0 && k < outWidth),
          ).toBe(true);
        },
      ),
    );
  });
  test("every entry is as likely as any other", () => {
    const matrix = { parameter: "m", outWidth: 2, inWidth: 2 };
    const hits = [0, 0, 0, 0, 0, 0];
    for (let seed = 0; seed < 600; seed++) {
      const { weight, bias } = drawMask(matrix, 0.5, randomStream(seed, "t"));
      weight.forEach((k) => hits[k]!++);
      bias.forEach((k) => hits[4 + k]!++);
    }
    for (const n of hits) expect(Math.abs(n - 300)).toBeLessThan(60);
  });
});

test("a seed chooses; another seed chooses otherwise; each block and matrix otherwise", () => {
  const values = (seed: number): Record<string, unknown> =>
    new AttachedModel(tinyTransformer(), sparse, { ratio: 0.2, seed }).own;
  expect(values(1)).toEqual(values(1));
  expect(values(1)).not.toEqual(values(2));
});

test("a ratio that chooses nothing, or is no ratio, is refused", () => {
  const { host } = tinyTransformer();
  expect(() => sparse.attach(host, sparse.parse({ ratio: 1e-9 }), someData)).toThrow("chooses no entry");
  for (const ratio of [0, -0.1, 1.1, undefined]) expect(() => sparse.parse({ ratio })).toThrow('"ratio"');
});
