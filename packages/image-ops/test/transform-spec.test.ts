import { describe, expect, test } from "@jest/globals";
import { runRecipes, transformSpec } from "../src/index.js";
import { fixtures, hashed, readFixture } from "./fixtures.js";

const how = { interpolation: "bilinear", pillow: 13 } as const;
const shorter = (to: number) => ({ step: "resize-shorter", to, ...how });
const exact = (height: number, width: number) => ({ step: "resize", size: { width, height }, ...how });
const center = (height: number, width: number) => ({ step: "center-crop", size: { width, height } });

describe("a transform from JSON", () => {
  test.each<[unknown, unknown]>([
    [{}, [[]]],
    ['{"resize":256,"crop":224}', [[shorter(256), center(224, 224)]]],
    [
      '{"resize":256,"crop":224,"interpolation":"bicubic"}',
      [[{ ...shorter(256), interpolation: "bicubic" }, center(224, 224)]],
    ],
    [{ resize: 256, pillow: 12 }, [[{ ...shorter(256), pillow: 12 }]]],
    [{ resize: [20, 30] }, [[exact(20, 30)]]],
    [{ size: [20, 30], flip: true }, [[exact(20, 30), { step: "flip" }]]],
    [{ crop: [20, 30] }, [[center(20, 30)]]],
    [{ crop: 20, corner: "top-right" }, [[{ step: "corner-crop", corner: "top-right", size: 20 }]]],
    [
      { flip: true, size: [8, 8], box: [1, 2, 3, 4] },
      [[{ step: "crop", box: { left: 1, top: 2, width: 3, height: 4 } }, exact(8, 8), { step: "flip" }]],
    ],
  ])("%j", (spec, expected) => {
    expect(transformSpec(spec)).toEqual(expected);
  });

  const crops = fixtures.views.filter(({ view }) => view === "five-crop" || view === "ten-crop");
  test.each(crops)(
    "$view of $file at $to, $interpolation, has torchvision's order and bytes",
    async ({ file, view, to, crop, interpolation, views }) => {
      const recipes = transformSpec({
        resize: to,
        [view === "five-crop" ? "fiveCrop" : "tenCrop"]: crop,
        interpolation,
      });
      expect(runRecipes(await readFixture(file), recipes).map(hashed)).toEqual(views);
    },
  );

  test.each<[unknown, RegExp]>([
    ["{resize:256}", /no JSON/],
    ["7", /expected object/],
    [{ resise: 256 }, /has no option "resise"; did you mean "resize"/],
    [{ resize: 0 }, /"resize"/],
    [{ resize: 2.5 }, /"resize"/],
    [{ size: 8 }, /"size"/],
    [{ box: [0, 0, 4] }, /"box"/],
    [{ box: [-1, 0, 4, 4] }, /"box/],
    [{ interpolation: "lanczos" }, /"interpolation"/],
    [{ corner: "left", crop: 4 }, /"corner"/],
    [{ corner: "center" }, /"corner" needs "crop"/],
    [{ corner: "center", crop: [4, 5] }, /"corner" needs "crop"/],
    [{ crop: 4, fiveCrop: 4 }, /exclude each other/],
    [{ resize: 4, size: [4, 4] }, /exclude each other/],
    [{ pillow: 11 }, /"pillow"/],
  ])("%j is refused", (spec, message) => {
    expect(() => transformSpec(spec)).toThrow(
      expect.objectContaining({ code: "OPTIONS", message: expect.stringMatching(message) }),
    );
  });
});
