import { describe, expect, test } from "@jest/globals";
import { describePeft, someData, startingValues, tinyTransformer } from "@liftjs/testkit";
import type { Named, PeftCatalog } from "@liftjs/contracts";
import { adaptFormer } from "../src/index.js";

const tableTen = (R: number) => ({
  count: ({ blocks, width }: { blocks: number; width: number }) => blocks * ((2 * R + 3) * width + R + 1),
});

describePeft(adaptFormer, { bottleneck: 4 }, tableTen(4));
describePeft(adaptFormer, { bottleneck: 2, scale: 0.1, blocks: { last: 1 }, downInit: "kaiming-uniform" });

describe("numbers of the paper", () => {
  const millions = (classes: number, sizes: { width: number; blocks: number; heads: number }): string => {
    const { host } = tinyTransformer(sizes);
    const data = { classes, classCounts: new Array<number>(classes).fill(1) };
    return (adaptFormer.attach(host, adaptFormer.parse({}), data).count / 1e6).toFixed(2);
  };
  test("trained millions on ViT-B/16 and ViT-L/14", () => {
    const base = { width: 768, blocks: 12, heads: 12 };
    expect([100, 365, 1000, 8142].map((classes) => millions(classes, base))).toEqual(["0.10", "0.18", "0.62", "4.75"]);
    expect(millions(1000, { width: 1024, blocks: 24, heads: 16 })).toBe("0.86");
  });
  test("101 436 for CIFAR-100", () => {
    const { host } = tinyTransformer({ width: 768, blocks: 12, heads: 12 });
    expect(adaptFormer.attach(host, adaptFormer.parse({}), { classes: 100, classCounts: [] }).count).toBe(101_436);
  });
});

describe("starting values", () => {
  const down = (downInit: string): Float32Array => {
    const { parameters } = adaptFormer.attach(
      tinyTransformer({ width: 64, blocks: 1 }).host,
      adaptFormer.parse({ bottleneck: 32, downInit }),
      someData,
    );
    return startingValues(parameters, 1)["blocks.0.down.weight"]!.data;
  };
  const std = (values: Float32Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
  test("normal with std √(1/3)/√D, or uniform within ±1/√D", () => {
    expect(std(down("kaiming-normal")) * 8).toBeCloseTo(Math.sqrt(1 / 3), 1);
    expect(Math.max(...down("kaiming-normal"))).toBeGreaterThan(1 / 8);
    expect(Math.max(...down("kaiming-uniform"))).toBeLessThanOrEqual(1 / 8);
    expect(std(down("kaiming-uniform")) * 8).toBeCloseTo(Math.sqrt(1 / 3), 1);
  });
});

test("blocks that the model has not, and options of no sense, are refused", () => {
  const { host } = tinyTransformer();
  expect(() => adaptFormer.attach(host, adaptFormer.parse({ blocks: [0, 9] }), someData)).toThrow("model of 3 blocks");
  for (const bad of [
    { bottleneck: 0 },
    { bottleneck: 1.5 },
    { scale: "big" },
    { blocks: [0, 1, 2] },
    { downInit: "zero" },
  ])
    expect(() => adaptFormer.parse(bad)).toThrow('peft "adaptformer"');
});

test("its options are typed where an experiment names it", () => {
  const written: Named<PeftCatalog> = { name: "adaptformer", bottleneck: 4, blocks: { last: 2 } };
  // @ts-expect-error -- no such option
  const wrong: Named<PeftCatalog> = { name: "adaptformer", botleneck: 4 };
  expect(() => adaptFormer.parse({ ...written, name: undefined })).toThrow('no option "name"');
  expect(wrong).toBeDefined();
});
