import { expect, test } from "@jest/globals";
import { describePeft, expectLiftError, someData, tinyResnet, tinyTransformer } from "@liftjs/testkit";
import { batchNormTuning, biasTuning, bitFit, layerNormTuning } from "../src/index.js";

describePeft(bitFit, {}, { count: ({ blocks, width }) => blocks * 11 * width });
describePeft(bitFit, { blocks: { last: 1 } });
describePeft(layerNormTuning, {}, { count: ({ blocks, width }) => blocks * 4 * width });
describePeft(biasTuning, {}, { model: tinyResnet });
describePeft(batchNormTuning, {}, { model: tinyResnet });

test("a method for the other kind of backbone says which one to use", () => {
  expect(
    expectLiftError("SITE", () => biasTuning.attach(tinyTransformer().host, biasTuning.parse({}), someData)),
  ).toContain('use "bitfit"');
  expectLiftError("SITE", () => bitFit.attach(tinyResnet().host, bitFit.parse({}), someData));
});

test("running statistics are never trained", () => {
  const { host } = tinyResnet();
  const { tunes } = batchNormTuning.attach(host, batchNormTuning.parse({}), someData);
  expect(tunes.length).toBeGreaterThan(0);
  expect(tunes.filter((name) => /mean|variance/.test(name))).toEqual([]);
});

test("the text tower of a CLIP ResNet is not tuned: images never pass it", () => {
  const { host } = tinyResnet();
  const parameters = new Map([...host.parameters, ["text.norm.bias", [16]], ["text.blocks.0.norm1.weight", [16]]]);
  for (const method of [biasTuning, batchNormTuning]) {
    const { tunes } = method.attach({ ...host, parameters }, method.parse({}), someData);
    expect(tunes).toEqual(method.attach(host, method.parse({}), someData).tunes);
  }
});
