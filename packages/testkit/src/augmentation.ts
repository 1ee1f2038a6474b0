import { describe, expect, test } from "./jest.js";
import type { Augmentation, Size, ViewRecipe } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import { expectStrictOptions } from "./checks.js";
import { expectSquareViews, someFacts, viewCases } from "./views.js";

const EPOCHS = 4;

/** What every augmentation must hold, for Jest: `describeAugmentation(minimalist, { schedule: "linear" })`. */
export function describeAugmentation(augmentation: Augmentation, options: object = {}): void {
  const view = (size: Size, resolution: number, epoch: number, epochs: number, seed = 1): ViewRecipe =>
    augmentation.view(augmentation.parse(options), {
      size,
      facts: someFacts(resolution),
      epoch,
      epochs,
      random: randomStream(seed, "view"),
    });

  describe(`augmentation "${augmentation.name}" ${JSON.stringify(options)}`, () => {
    for (const { size, resolution } of viewCases)
      test(`makes squares of ${resolution} from ${size.width} × ${size.height} in every epoch`, () => {
        for (let epoch = 0; epoch < EPOCHS; epoch++)
          for (let seed = 0; seed < 3; seed++)
            expectSquareViews([view(size, resolution, epoch, EPOCHS, seed)], size, resolution);
      });

    test("works when there is one epoch", () => {
      expectSquareViews([view({ width: 53, height: 37 }, 32, 0, 1)], { width: 53, height: 37 }, 32);
    });

    test("is a function of the stream's key and of nothing else", () => {
      const size = { width: 300, height: 200 };
      const draw = () => Array.from({ length: 10 }, (_, seed) => view(size, 32, 1, EPOCHS, seed));
      const once = draw();
      view(size, 32, 2, EPOCHS, 77); // what others draw does not matter
      expect(draw()).toEqual(once);
    });

    test("refuses options that do not exist", () => {
      expectStrictOptions((raw) => augmentation.parse(raw), options);
    });
  });
}
