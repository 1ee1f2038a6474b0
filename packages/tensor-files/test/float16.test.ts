import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from "../src/numbers/float16.js";

const all = Uint16Array.from({ length: 65536 }, (_, i) => i);

describe.each([
  ["float16", float16ToFloat32, float32ToFloat16, 0x7c00],
  ["bfloat16", bfloat16ToFloat32, float32ToBfloat16, 0x7f80],
] as const)("%s", (_, decode, encode, infinity) => {
  test("every value survives decoding and encoding", () => {
    const back = encode(decode(all));
    const isNaNBits = (bits: number) => (bits & 0x7fff) > infinity;
    expect([...all].filter((bits) => (isNaNBits(bits) ? !isNaNBits(back[bits]!) : back[bits] !== bits))).toEqual([]);
  });
  test("a float goes to the nearest value, ties to even", () => {
    const values = decode(all.slice(0, infinity));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: infinity - 2 }), fc.float({ min: 0, max: 1, noNaN: true }), (bits, t) => {
        const [low, high] = [values[bits]!, values[bits + 1]!];
        const value = Math.fround(low + (high - low) * t);
        const expected =
          value - low < high - value || (value - low === high - value && bits % 2 === 0) ? bits : bits + 1;
        expect(encode([value, -value])).toEqual(Uint16Array.of(expected, expected | 0x8000));
      }),
    );
  });
  test("too large is infinite, NaN stays NaN", () => {
    expect(encode([Infinity, -Infinity, 3.4e38 * 1.0001])).toEqual(
      Uint16Array.of(infinity, infinity | 0x8000, infinity),
    );
    expect(decode(encode([NaN]))[0]).toBeNaN();
  });
});

test("known halves", () => {
  expect([...float16ToFloat32(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400))]).toEqual([
    1,
    -2,
    65504,
    2 ** -24,
    2 ** -14,
  ]);
  expect([...float32ToFloat16([65519.99, 65520, 2 ** -25])]).toEqual([0x7bff, 0x7c00, 0]);
});
