import { expect, test } from "@jest/globals";
import { describePeft, someData, startingValues, tinyTransformer } from "@liftjs/testkit";
import { lora, loraMlp } from "../src/index.js";

type Sizes = { blocks: number; width: number; mlpWidth: number };

describePeft(lora, { bottleneck: 4 }, { count: ({ blocks, width }: Sizes) => blocks * 4 * 4 * width });
describePeft(lora, { bottleneck: 3, blocks: [0, 1] });
describePeft(
  loraMlp,
  { bottleneck: 4 },
  { count: ({ blocks, width, mlpWidth }: Sizes) => blocks * 2 * 4 * (width + mlpWidth) },
);

test("a is uniform within ±1/√R, not ±1/√D; files hold a [R, D] and b [D, R]", () => {
  const { parameters } = lora.attach(tinyTransformer({ width: 64 }).host, lora.parse({ bottleneck: 4 }), someData);
  const a = startingValues(parameters, 1)["blocks.0.q.a"]!;
  expect(a.shape).toEqual([4, 64]);
  expect(Math.max(...a.data)).toBeLessThanOrEqual(0.5);
  expect(Math.max(...a.data)).toBeGreaterThan(0.45);
  expect(parameters.map(({ name }) => name).slice(0, 4)).toEqual([
    "blocks.0.q.a",
    "blocks.0.q.b",
    "blocks.0.v.a",
    "blocks.0.v.b",
  ]);
});

test("the rank follows LIFT's rule or LIFT+'s", () => {
  const { host } = tinyTransformer({ width: 48, blocks: 12, heads: 4 });
  const rank = (options: object): number =>
    lora.attach(host, lora.parse(options), { ...someData, classes: 1000 }).parameters[0]!.shape[0]!;
  expect(rank({})).toBe(32);
  expect(rank({ widthRule: "K/4L" })).toBe(16);
  expect(rank({ bottleneck: 5 })).toBe(5);
  expect(() => lora.parse({ bottleneck: -1 })).toThrow('"bottleneck"');
});
