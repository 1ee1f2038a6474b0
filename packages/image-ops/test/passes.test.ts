import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { axisWeights } from "../src/resample/coefficients.js";
import { plainHorizontalPass, plainVerticalPass } from "../src/resample/plain-passes.js";
import { simdHorizontalPass, simdVerticalPass } from "../src/resample/simd-passes.js";
import { wasmBytes } from "../src/resample/wasm-bytes.js";
import { assemble } from "../wasm/build.mjs";

const side = fc.integer({ min: 1, max: 60 });
const kinds = fc.constantFrom("bilinear" as const, "bicubic" as const);

/** A window into a larger array of extreme values, in which bicubic overshoots at both ends. */
const views = fc
  .record({ width: side, height: side, left: fc.nat(5), right: fc.nat(5), seed: fc.nat() })
  .map(({ width, height, left, right, seed }) => {
    const stride = (left + width + right) * 3;
    const data = Uint8Array.from({ length: stride * height }, (_, i) =>
      (Math.imul(i + seed, 2654435761) >>> 20) & 1 ? 255 : 0,
    );
    return { data, offset: left * 3, stride, width, height };
  });

test("SIMD passes give the bytes of the plain ones", () => {
  fc.assert(
    fc.property(views, side, kinds, fc.double({ min: 0, max: 0.9, noNaN: true }), (view, to, kind, part) => {
      const cut = Math.floor(part * view.height);
      const x = axisWeights(view.width, to, kind);
      expect(simdHorizontalPass(view, x, cut, view.height - cut)).toEqual(
        plainHorizontalPass(view, x, cut, view.height - cut),
      );
      const left = Math.floor(part * view.width);
      const y = axisWeights(view.height, to, kind);
      expect(simdVerticalPass(view, y, left, view.width - left)).toEqual(
        plainVerticalPass(view, y, left, view.width - left),
      );
    }),
    { numRuns: 300 },
  );
});

test("the bytes in the package are those of resample.wat", async () => {
  expect(wasmBytes).toBe(await assemble());
});

test("an image too large for the kernels' memory is left to the plain passes", () => {
  const view = { data: new Uint8Array(0), offset: 0, stride: 3e8, width: 1e8, height: 1 };
  expect(simdHorizontalPass(view, axisWeights(4, 2, "bilinear"), 0, 1)).toBeNull();
});
