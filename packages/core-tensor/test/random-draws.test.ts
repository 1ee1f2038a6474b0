import { describe, expect, test } from "@jest/globals";
import { philox } from "../src/philox.js";
import { drawValues, type Draw } from "../src/random-draws.js";
import { randomStream } from "../src/index.js";

const random = randomStream(3, "step", 7);
const uniform: Draw = { kind: "uniform", a: -1, b: 3, shape: [5, 7, 3], key: ["p", "site", 0], perSample: true };
const normal: Draw = { ...uniform, kind: "normal", a: 2, b: 0.5 };
const bernoulli: Draw = { ...uniform, kind: "bernoulli", a: 0.3, b: 0 };
const draws = [uniform, normal, bernoulli];
const sized = (draw: Draw, shape: readonly number[]): Draw => ({ ...draw, shape });

test("blocks of Philox follow one another as one at a time, over the edge of a counter's word too", () => {
  const many = new Uint32Array(12);
  philox([0xffffffff, 4, 5, 6], [7, 8], many);
  const one = (counter: number[]): Uint32Array => {
    const out = new Uint32Array(4);
    philox(counter, [7, 8], out);
    return out;
  };
  expect(many).toEqual(Uint32Array.from([...one([0xffffffff, 4, 5, 6]), ...one([0, 5, 5, 6]), ...one([1, 5, 5, 6])]));
});

describe.each(draws)("$kind", (draw) => {
  test("is a function of stream and key", () => {
    const values = drawValues(draw, { random });
    expect(drawValues(draw, { random })).toEqual(values);
    expect(drawValues({ ...draw, key: ["p", "site", 1] }, { random })).not.toEqual(values);
    expect(drawValues(draw, { random: randomStream(3, "step", 8) })).not.toEqual(values);
  });

  test("does not depend on what the stream gave before", () => {
    const used = randomStream(3, "step", 7);
    used.uniform();
    expect(drawValues(draw, { random: used })).toEqual(drawValues(draw, { random }));
  });

  test("of parts of a batch is that of the batch, cut", () => {
    const row = 21;
    const values = drawValues(draw, { random });
    for (const [first, count] of [
      [0, 2],
      [1, 3],
      [2, 3],
      [3, 2],
    ] as const) {
      const part = drawValues(sized(draw, [count, 7, 3]), { random, firstSample: first });
      expect(part).toEqual(values.slice(first * row, (first + count) * row));
    }
  });

  test("is the same in all parts where the first axis does not count samples", () => {
    const shared = { ...draw, perSample: false };
    expect(drawValues(shared, { random, firstSample: 2 })).toEqual(drawValues(shared, { random }));
  });

  test("of nothing is nothing, of a scalar one number", () => {
    expect(drawValues(sized(draw, [0, 4]), { random })).toHaveLength(0);
    expect(drawValues({ ...draw, shape: [], perSample: false }, { random })).toHaveLength(1);
  });
});

const n = 40_000;
const many = (draw: Draw): number[] => [...drawValues(sized(draw, [n]), { random })];
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test("uniform: bounds, mean and spread", () => {
  const values = many(uniform);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...values)).toBeLessThan(3);
  expect(mean(values)).toBeCloseTo(1, 1);
  expect(mean(values.map((v) => (v - 1) ** 2))).toBeCloseTo(16 / 12, 1);
});

test("normal: mean, spread, tails, and no relation between the two of a pair", () => {
  const values = many(normal).map((v) => (v - 2) / 0.5);
  expect(mean(values)).toBeCloseTo(0, 1);
  expect(mean(values.map((v) => v * v))).toBeCloseTo(1, 1);
  expect(Math.abs(mean(values.map((v) => v ** 4)) - 3)).toBeLessThan(0.2);
  const pairs = values.flatMap((v, i) => (i % 2 === 0 ? [v * (values[i + 1] ?? 0)] : []));
  expect(Math.abs(mean(pairs))).toBeLessThan(0.03);
});

test("bernoulli: zeros and ones, as many as asked for; never and always", () => {
  const values = many(bernoulli);
  expect(new Set(values)).toEqual(new Set([0, 1]));
  expect(mean(values)).toBeCloseTo(0.3, 2);
  expect(mean(many({ ...bernoulli, a: 0 }))).toBe(0);
  expect(mean(many({ ...bernoulli, a: 1 }))).toBe(1);
});

test("the numbers stay the same from release to release", () => {
  const first = (draw: Draw): number[] => [...drawValues(sized(draw, [4]), { random })].map((v) => +v.toFixed(5));
  expect(draws.map(first)).toMatchInlineSnapshot(`
   [
     [
       0.31297,
       0.96934,
       2.45788,
       2.22756,
     ],
     [
       1.25454,
       2.03593,
       2.09442,
       1.74721,
     ],
     [
       0,
       0,
       0,
       0,
     ],
   ]
  `);
});
