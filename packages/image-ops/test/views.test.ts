import type { ImageStep, ViewRecipe } from "@liftjs/contracts";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createNormalizer, resize, runRecipe, runRecipes, viewOf, type RgbImage } from "../src/index.js";
import { fixtures, hashed, readFixture, sha256 } from "./fixtures.js";

const images = new Map<string, RgbImage>();
for (const file of new Set(fixtures.resize.map((c) => c.file))) images.set(file, await readFixture(file));
const image = (file: string): RgbImage => images.get(file)!;

/** The torchvision view of a fixture as recipes of ours. */
function recipesOf(view: (typeof fixtures.views)[number]): ViewRecipe[] {
  const shorter: ImageStep = { step: "resize-shorter", to: view.to, interpolation: view.interpolation };
  const corners = ["top-left", "top-right", "bottom-left", "bottom-right", "center"] as const;
  const crops = (before: ViewRecipe): ViewRecipe[] =>
    corners.map((corner) => [...before, { step: "corner-crop", corner, size: view.crop }]);
  if (view.view === "resize-shorter") return [[shorter]];
  if (view.view === "five-crop") return crops([shorter]);
  if (view.view === "ten-crop") return [...crops([shorter]), ...crops([shorter, { step: "flip" }])];
  if (view.view === "center")
    return [[shorter, { step: "center-crop", size: { width: view.crop, height: view.crop } }]];
  if (view.view === "flip") return [[{ step: "flip" }]];
  return [[{ step: "center-crop", size: { width: view.width, height: view.height } }]];
}

describe("bytes of Pillow and torchvision", () => {
  test("every resize, up and down", () => {
    for (const { file, interpolation, sha256: expected, pillow12, ...size } of fixtures.resize) {
      const step = { step: "resize", size, interpolation } as const;
      const found = [13, 12].map((pillow) => sha256(runRecipe(image(file), [{ ...step, pillow } as ImageStep]).data));
      expect({ file, ...step, found }).toEqual({ file, ...step, found: [expected, pillow12] });
    }
  });
  test.each(fixtures.views.map((view, i) => ({ i, ...view })))("$i: $view of $file", (view) => {
    expect(runRecipes(image(view.file), recipesOf(view)).map(hashed)).toEqual(view.views);
  });
  test("crops at boxes that torchvision drew, resized, some mirrored", () => {
    for (const { file, box, size, interpolation, flip, sha256: expected } of fixtures.crops) {
      const steps: ImageStep[] = [
        { step: "crop", box },
        { step: "resize", size: { width: size, height: size }, interpolation },
      ];
      if (flip) steps.push({ step: "flip" });
      expect(sha256(runRecipe(image(file), steps).data)).toBe(expected);
    }
  });
  test("normalised floats", () => {
    for (const { file, mean, std, sha256: expected } of fixtures.normalized) {
      const { data } = image(file);
      const out = new Float32Array(data.length + 5).fill(7);
      createNormalizer({ mean, std })(data, out, 5);
      expect(sha256(new Uint8Array(out.buffer, 20))).toBe(expected);
      expect([...out.subarray(0, 5)]).toEqual([7, 7, 7, 7, 7]);
    }
  });
});

const side = fc.integer({ min: 1, max: 40 });
const noise = fc.record({ width: side, height: side, seed: fc.integer() }).map(({ width, height, seed }) => {
  let state = seed | 1;
  const data = new Uint8Array(width * height * 3).map(() => (state = Math.imul(state, 1664525) + 1013904223) >>> 24);
  return { width, height, data };
});
const interpolation = fc.constantFrom("bilinear" as const, "bicubic" as const);

describe("recipes", () => {
  test("a window of a resize is the resize, cut", () => {
    fc.assert(
      fc.property(
        noise,
        side,
        side,
        interpolation,
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (from, width, height, kind, f) => {
          const left = Math.floor(f * width);
          const top = Math.floor(f * height);
          const box = { left, top, width: Math.ceil((width - left) * 0.7), height: Math.ceil((height - top) * 0.6) };
          const whole = resize(viewOf(from), { width, height }, { interpolation: kind });
          expect(resize(viewOf(from), { width, height }, { interpolation: kind }, box)).toEqual(
            runRecipe(whole, [{ step: "crop", box }]),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
  test("recipes run together give what each gives alone, and the image is left as it was", () => {
    fc.assert(
      fc.property(noise, interpolation, side, (from, kind, to) => {
        const shorter: ImageStep = { step: "resize-shorter", to, interpolation: kind };
        const square = { width: to, height: to };
        const recipes: ViewRecipe[] = [
          [],
          [shorter],
          [shorter, { step: "center-crop", size: square }],
          [{ step: "flip" }],
          [shorter, { step: "corner-crop", corner: "top-right", size: to }],
          [shorter, { step: "center-crop", size: square }, { step: "flip" }],
        ];
        const before = from.data.slice();
        expect(runRecipes(from, recipes)).toEqual(recipes.map((recipe) => runRecipe(from, recipe)));
        expect(from.data).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
  test("a view never shares memory with its image or another view", () => {
    const from = image("rgb.png");
    const [a, b] = runRecipes(from, [[], []]);
    expect(new Set([a!.data.buffer, b!.data.buffer, from.data.buffer]).size).toBe(3);
  });
  test.each<[string, ImageStep, RegExp]>([
    [
      "a box outside",
      { step: "crop", box: { left: 50, top: 0, width: 4, height: 4 } },
      /4×4 at \(50, 0\) does not lie inside an image of 53×37/,
    ],
    ["half pixels", { step: "crop", box: { left: 0.5, top: 0, width: 4, height: 4 } }, /does not lie inside/],
    ["a corner larger than the image", { step: "corner-crop", corner: "top-left", size: 38 }, /38×38 at \(0, 0\)/],
    [
      "a resize to nothing",
      { step: "resize", size: { width: 0, height: 4 }, interpolation: "bilinear" },
      /cannot resize to 0×4/,
    ],
    ["a resize beyond all bounds", { step: "resize-shorter", to: 1e6, interpolation: "bilinear" }, /cannot resize/],
  ])("%s is refused", (_, step, message) => {
    expect(() => runRecipe(image("rgb.png"), [step])).toThrow(
      expect.objectContaining({ code: "SHAPE", message: expect.stringMatching(message) }),
    );
  });
});
