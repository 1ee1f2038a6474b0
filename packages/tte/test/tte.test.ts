import { describe, expect, test } from "@jest/globals";
import { randomStream } from "@liftjs/core-tensor";
import { describeTte, someFacts } from "@liftjs/testkit";
import { fiveCrop, off, randomViews, tenCrop } from "../src/index.js";

describeTte(off);
describeTte(off, { expand: 0 });
describeTte(fiveCrop);
describeTte(fiveCrop, { expand: 0, combine: "log-probabilities" });
describeTte(fiveCrop, { expand: 7, resize: "square", interpolation: "bilinear" });
describeTte(tenCrop, { expand: 5 });
describeTte(randomViews, { n: 5 });

const at = (resolution: number) => ({
  size: { width: 300, height: 200 },
  facts: someFacts(resolution),
  random: randomStream(0, "x"),
});
const firstOf = (resolution: number) => off.views(off.parse({}), at(resolution))[0]![0];

describe("off", () => {
  test.each([
    [224, 256],
    [98, 112],
    [32, 36],
    [126, 144],
    [336, 384],
    [384, 438],
  ])("at %i the shorter side becomes %i", (resolution, to) => {
    expect(firstOf(resolution)).toEqual({ step: "resize-shorter", to, interpolation: "bicubic" });
  });
});

describe("five crops", () => {
  test("are the four corners and the centre of the image at resolution + e", () => {
    const views = fiveCrop.views(fiveCrop.parse({}), at(224));
    expect(views.map(([first]) => first)).toEqual(
      Array(5).fill({ step: "resize-shorter", to: 248, interpolation: "bicubic" }),
    );
    expect(views.map((view) => view[1])).toEqual(
      ["top-left", "top-right", "bottom-left", "bottom-right", "center"].map((corner) => ({
        step: "corner-crop",
        corner,
        size: 224,
      })),
    );
  });
  test.each([
    [16, 48, true],
    [16, 24, false],
    [14, 28, true],
    [32, 24, false],
    [8, 24, true],
    [16, 0, true],
  ])("with patches of %i, expand %i is warned about: %s", (patch, expand, warned) => {
    const warnings = fiveCrop.warnings(fiveCrop.parse({ expand }), { patch });
    expect(warnings).toHaveLength(warned ? 1 : 0);
    if (!warned) return;
    expect(warnings[0]).toContain(`expand ${expand} is a multiple of the patch size ${patch}`);
    const suggested = Number(/such as (\d+)/.exec(warnings[0]!)![1]);
    expect(fiveCrop.warnings(fiveCrop.parse({ expand: suggested }), { patch })).toEqual([]);
  });
  test("ten crops are these and those of the mirror image", () => {
    const ten = tenCrop.views(tenCrop.parse({}), at(224));
    expect(ten.slice(0, 5)).toEqual(fiveCrop.views(fiveCrop.parse({}), at(224)));
    expect(ten.slice(5)).toEqual(ten.slice(0, 5).map(([first, crop]) => [first, { step: "flip" }, crop]));
  });
});

describe("random views", () => {
  test("the first of many are those of few, and they differ from one another", () => {
    const of = (n: number) => randomViews.views(randomViews.parse({ n }), at(32));
    expect(of(20).slice(0, 5)).toEqual(of(5));
    expect(new Set(of(20).map((view) => JSON.stringify(view))).size).toBe(20);
  });
});

test.each([
  [() => fiveCrop.parse({ expnad: 3 }), /did you mean "expand"/],
  [() => fiveCrop.parse({ expand: -1 }), /expand/],
  [() => fiveCrop.parse({ expand: 1.5 }), /expand/],
  [() => randomViews.parse({ n: 0 }), /"n"/],
  [() => fiveCrop.parse({ combine: "mean" }), /combine/],
])("wrong options are refused (%#)", (run, message) => {
  expect(run).toThrow(expect.objectContaining({ code: "OPTIONS", message: expect.stringMatching(message) }));
});

describe("options: defaults and bounds", () => {
  const accepts = (plugin: { parse(raw: unknown): unknown }, options: object): boolean => {
    try {
      plugin.parse(options);
      return true;
    } catch {
      return false;
    }
  };
  test("defaults are those of the papers", () => {
    expect(fiveCrop.parse({})).toEqual({ expand: 24, combine: "logits", resize: "shorter" });
    expect(tenCrop.parse({})).toEqual({ expand: 24, combine: "logits", resize: "shorter" });
    expect(off.parse({})).toEqual({});
    expect(randomViews.parse({})).toEqual({
      n: 10,
      scale: [0.08, 1],
      ratio: [3 / 4, 4 / 3],
      flip: 0.5,
      combine: "logits",
    });
  });
  test.each([
    [off, { expand: 0 }, true],
    [off, { expand: 1000 }, true],
    [off, { expand: -1 }, false],
    [fiveCrop, { expand: 0 }, true],
    [fiveCrop, { expand: 1000 }, true],
    [fiveCrop, { expand: -1 }, false],
    [fiveCrop, { expand: 0.5 }, false],
    [randomViews, { n: 1 }, true],
    [randomViews, { n: 1000 }, true],
    [randomViews, { n: 0 }, false],
    [randomViews, { flip: 0 }, true],
    [randomViews, { flip: 1 }, true],
    [randomViews, { flip: -0.01 }, false],
    [randomViews, { flip: 1.01 }, false],
  ])("%# is accepted or refused", (plugin, options, allowed) => {
    expect(accepts(plugin, options)).toBe(allowed);
  });
});

test("random views are mirrored with the chance that is asked for, and none or all at the ends", () => {
  const mirrored = (flip: number): number =>
    randomViews
      .views(randomViews.parse({ n: 400, flip }), at(32))
      .filter((steps) => steps.some(({ step }) => step === "flip")).length;
  expect([mirrored(0), mirrored(1)]).toEqual([0, 400]);
  expect(mirrored(0.2)).toBeGreaterThan(50);
  expect(mirrored(0.2)).toBeLessThan(115);
});

test("what a warning suggests is halfway between two multiples of the patch, near what was asked for", () => {
  const suggested = (expand: number, patch: number) =>
    Number(/such as (\d+)/.exec(fiveCrop.warnings(fiveCrop.parse({ expand }), { patch })[0] ?? "")?.[1]);
  expect([suggested(48, 16), suggested(28, 14), suggested(0, 16), suggested(32, 32)]).toEqual([56, 35, 8, 48]);
});
