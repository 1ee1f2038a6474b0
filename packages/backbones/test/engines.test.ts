import { afterAll, describe, expect, test } from "@jest/globals";
import type { Engine, EngineName } from "@liftjs/core-tensor";
import { largestDifference } from "@liftjs/testkit";
import { engineOrNull, featuresOn, textFeaturesOn } from "./engine-runs.js";
import { adopted, endsOf, everyCase, openFixture, textCases } from "./fixtures.js";

const names: EngineName[] = ["wasm", "graph", "eager"];
const CLOSE = 1e-4;

/** Engines that this machine has; the others are named in the log. */
const engines: Engine[] = [];
for (const name of names) {
  const engine = await engineOrNull(name);
  if (engine) engines.push(engine);
}

describe.each(engines)("on the engine $name", (engine) => {
  afterAll(() => engine.dispose());

  test.each(everyCase)("%s: features as in PyTorch", async (fixture) => {
    const file = openFixture(fixture);
    const { model, values } = adopted(file);
    const got = await featuresOn(engine, model, values, file.read("images"));
    expect(largestDifference(got, file.read("features").data)).toBeLessThan(CLOSE);
  });

  test.each(textCases)("%s: text features as in PyTorch", async (fixture) => {
    const file = openFixture(fixture);
    const { model, values } = adopted(file);
    const tokens = file.read("tokens");
    const got = await textFeaturesOn(engine, model, values, tokens, endsOf(tokens));
    expect(largestDifference(got, file.read("text_features").data)).toBeLessThan(CLOSE);
  });
});
