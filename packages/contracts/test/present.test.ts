import { describe, expect, it } from "@jest/globals";
import { numberAt, present } from "@liftjs/contracts";

describe("values that have to be there", () => {
  it("hands on what is there, zero and the empty text too", () => {
    expect(present(0, "a count")).toBe(0);
    expect(present("", "a name")).toBe("");
    expect(numberAt([3, 0], 1)).toBe(0);
    expect(numberAt(new Float32Array([0.5]), 0)).toBe(0.5);
  });

  it("names what is absent", () => {
    expect(() => present(undefined, '"class" of the model')).toThrow(
      expect.objectContaining({ code: "SHAPE", message: expect.stringContaining('"class" of the model is absent') }),
    );
    expect(() => present(null, "a name")).toThrow("a name is absent");
  });

  it.each([-1, 2, 0.5])("refuses index %p of a list of two", (i) => {
    expect(() => numberAt([1, 2], i)).toThrow(
      expect.objectContaining({ code: "SHAPE", message: `index ${i} lies outside a list of 2 numbers` }),
    );
  });
});
