import { describe, expect, test } from "./jest.js";
import type { Size, Tte, ViewRecipe } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import { expectStrictOptions } from "./checks.js";
import { expectSquareViews, someFacts, viewCases } from "./views.js";

/** What every way of looking at test images must hold, for Jest: `describeTte(fiveCrop, { expand: 20 })`. */
export function describeTte(tte: Tte, options: object = {}): void {
  const views = (size: Size, resolution: number): readonly ViewRecipe[] =>
    tte.views(tte.parse(options), { size, facts: someFacts(resolution), random: randomStream(3, "views") });

  describe(`tte "${tte.name}" ${JSON.stringify(options)}`, () => {
    for (const { size, resolution } of viewCases)
      test(`makes squares of ${resolution} from ${size.width} × ${size.height}`, () => {
        expectSquareViews(views(size, resolution), size, resolution);
      });

    test("takes as many views as it says, 1 or more, the same ones each time", () => {
      const size = { width: 300, height: 200 };
      expect(views(size, 32)).toHaveLength(tte.count(tte.parse(options)));
      expect(views(size, 32).length).toBeGreaterThan(0);
      expect(views(size, 32)).toEqual(views(size, 32));
    });

    test("says how outputs are combined, and warns in words", () => {
      expect(["logits", "log-probabilities"]).toContain(tte.combine(tte.parse(options)));
      for (const patch of [8, 14, 16, 32])
        for (const warning of tte.warnings(tte.parse(options), { patch })) expect(warning.length).toBeGreaterThan(20);
    });

    test("refuses options that do not exist", () => {
      expectStrictOptions((raw) => tte.parse(raw), options);
    });
  });
}
