import { expect, test } from "@jest/globals";
import { describePeft, someData, startingValues, tinyTransformer } from "@liftjs/testkit";
import { adapter } from "../src/index.js";

describePeft(adapter, { bottleneck: 4 }, { count: ({ blocks, width }) => blocks * ((2 * 4 + 3) * width + 4) });
describePeft(adapter, { bottleneck: 2, blocks: [1, 2], downInit: "kaiming-uniform" });

test("the bottleneck follows the data; LIFT+ draws within ±1/√D", () => {
  const { host } = tinyTransformer({ width: 64, blocks: 12 });
  const { parameters } = adapter.attach(host, adapter.parse({ downInit: "kaiming-uniform" }), {
    ...someData,
    classes: 1000,
  });
  expect(parameters.find(({ name }) => name === "blocks.0.down.weight")!.shape).toEqual([32, 64]);
  const down = startingValues(parameters.slice(0, 3), 1)["blocks.0.down.weight"]!.data;
  expect(Math.max(...down)).toBeLessThanOrEqual(1 / 8);
});
