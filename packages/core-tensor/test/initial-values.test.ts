import { describe, expect, test } from "@jest/globals";
import type { RandomStream } from "@liftjs/contracts";
import { kaimingNormal, kaimingUniform, uniformValues } from "../src/index.js";

describe("Kaiming draws follow dimension 1 of the stored tensor", () => {
  const stream = (value: number): RandomStream =>
    ({ uniform: () => value, normal: () => value }) as unknown as RandomStream;
  test("uniform ±1/√fan", () => {
    expect(kaimingUniform([4, 16])(stream(0))[0]).toBeCloseTo(-0.25, 6);
    expect(kaimingUniform([4, 16], { fan: 4 })(stream(0))[0]).toBeCloseTo(-0.5, 6);
  });
  test("normal √(1/3)/√fan, and √2/√fan for a = 0", () => {
    expect(kaimingNormal([4, 16])(stream(1))[0]).toBeCloseTo(Math.sqrt(1 / 3) / 4, 6);
    expect(kaimingNormal([4, 16], { a: 0 })(stream(1))[0]).toBeCloseTo(Math.SQRT2 / 4, 6);
    expect(() => kaimingNormal([4])).toThrow("two dimensions");
  });
  test("uniform values stay within the bound", () => {
    expect([...uniformValues([2], 0.5)(stream(0.75))]).toEqual([0.25, 0.25]);
  });
});
