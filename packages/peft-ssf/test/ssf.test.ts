import { expect, test } from "@jest/globals";
import { AttachedModel, describePeft, someData, tinyResnet, tinyTransformer } from "@liftjs/testkit";
import { ssf } from "../src/index.js";

describePeft(ssf, {}, { startsUnchanged: false, count: ({ blocks, width }) => blocks * 2 * 9 * width });
describePeft(ssf, { ln: true, mlp: false, blocks: [0, 1] }, { startsUnchanged: false });
describePeft(
  ssf,
  {},
  { startsUnchanged: false, model: tinyResnet, count: ({ featureWidth }) => 2 * featureWidth, title: "on a ResNet" },
);

test("which values are scaled follows the flags", () => {
  const { host } = tinyTransformer({ blocks: 1 });
  const names = (options: object): string[] =>
    ssf
      .attach(host, ssf.parse(options), someData)
      .parameters.filter(({ name }) => name.endsWith("scale"))
      .map(({ name }) => name);
  expect(names({})).toEqual(["attn.in", "attn.out", "mlp.in", "mlp.out"].map((part) => `blocks.0.${part}.scale`));
  expect(names({ attn: false, mlp: false, ln: true })).toEqual(["blocks.0.norm1.scale", "blocks.0.norm2.scale"]);
  expect(() => names({ attn: false, mlp: false })).toThrow("nothing is trained");
});

test("starts near the identity: γ about 1 ± 0.02, β about 0 ± 0.02", () => {
  const { own } = new AttachedModel(tinyTransformer(), ssf, {});
  const { data } = own["blocks.0.attn.in.scale"]!;
  const mean = data.reduce((a, b) => a + b) / data.length;
  expect(mean).toBeCloseTo(1, 1);
  expect(Math.max(...data.map((v) => Math.abs(v - 1)))).toBeLessThan(0.1);
});
