import { describe, expect, test } from "@jest/globals";
import { axis, ladder, mergeSettings, methodKey, product, zip, type Add, type CellSettings } from "../src/index.js";

const collect = (build: (add: Add) => void): [string, CellSettings][] => {
  const rows: [string, CellSettings][] = [];
  build((row, settings) => rows.push([row, settings]));
  return rows;
};

describe("combining settings", () => {
  test("a rung keeps what the rungs below it set", () => {
    const rows = collect((add) =>
      ladder(add, "base", { loss: "ce", peft: "none" }).then("+SLF", { peft: "lora" }).then("+LA", { loss: "la" }),
    );
    expect(rows).toEqual([
      ["base", { loss: "ce", peft: "none" }],
      ["+SLF", { loss: "ce", peft: "lora" }],
      ["+LA", { loss: "la", peft: "lora" }],
    ]);
  });

  test("a product gives every combination but the excluded", () => {
    const losses = axis("loss", ["ce", "la"], (loss) => ({ loss }));
    const epochs = axis("epochs", [1, 2], (value) => ({ epochs: value }));
    const rows = collect((add) =>
      product(add, [losses, epochs], { exclude: (s) => s.loss === "ce" && s.epochs === 2 }),
    );
    expect(rows.map(([name]) => name)).toEqual(["loss ce, epochs 1", "loss la, epochs 1", "loss la, epochs 2"]);
  });

  test("zip goes side by side and refuses axes of unlike length", () => {
    const epochs = axis("epochs", [1, 2], (value) => ({ epochs: value }));
    const seeds = axis("batch", [8, 16], (batch) => ({ batch }));
    expect(collect((add) => zip(add, [epochs, seeds])).map(([, s]) => s)).toEqual([
      { epochs: 1, batch: 8 },
      { epochs: 2, batch: 16 },
    ]);
    expect(() => zip(() => undefined, [epochs, seeds.slice(1)])).toThrow("one length; got 2, 1");
  });

  test("named parts are replaced, optimizer and evaluation merged, tte is evaluation.tte", () => {
    const merged = mergeSettings(
      { peft: { name: "adaptformer", bottleneck: 4 }, optimizer: { learningRate: 1, momentum: 0.5 }, tte: "off" },
      { peft: "lora", optimizer: { learningRate: 2 }, evaluation: { split: "validation" } },
    );
    expect(merged).toEqual({
      peft: "lora",
      optimizer: { learningRate: 2, momentum: 0.5 },
      evaluation: { tte: "off", split: "validation" },
    });
  });

  test("the method's key names what is tuned", () => {
    expect(methodKey(undefined)).toBe("none");
    expect(methodKey("none")).toBe("none");
    expect(methodKey(["ssf", { name: "lora" }])).toBe("lora+ssf");
  });
});
