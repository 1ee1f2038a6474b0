import { expect, test } from "@jest/globals";
import { describePeft, expectLiftError, someData, tinyClip, tinyTransformer } from "@liftjs/testkit";
import { clipAdapter, coop, projectionTuning, textMethods } from "../src/index.js";

describePeft(coop, { length: 2 }, { model: tinyClip, startsUnchanged: false, count: () => 2 * 8 });
describePeft(clipAdapter, {}, { model: tinyClip, startsUnchanged: false, count: () => 4 * 8 * 2 });
describePeft(projectionTuning, {}, { model: tinyClip, count: ({ width }) => 8 * width + 8 * 8 });

test("a model without a text tower is refused when planned", () => {
  for (const method of textMethods)
    expectLiftError("SITE", () => method.attach(tinyTransformer().host, method.parse({}), someData));
});

test("an adapter is never narrower than one, and a ratio is a part", () => {
  const { host } = tinyClip();
  expect(clipAdapter.attach(host, clipAdapter.parse({ reduction: 100 }), someData).count).toBe(4 * 8);
  expect(() => clipAdapter.parse({ ratio: 2 })).toThrow('"ratio"');
});

test("prompts leave room for the learnt words", () => {
  const { host } = tinyClip();
  expect(coop.attach(host, coop.parse({ length: 3 }), someData).textRows!.template).toBe("X X X {}.");
  expect(() => projectionTuning.parse({ template: "photo" })).toThrow('"{}"');
});
