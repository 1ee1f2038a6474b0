import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cutTo, lastPerStep, limits, safeKey, splitBatch, type Metric } from "../src/limits.js";

const metric = (key: string, step: number, value = 0): Metric => ({
  key,
  value,
  timestamp: 1700000000000 + step,
  step,
});
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const texts = (count: number, length: number): Record<string, string> =>
  Object.fromEntries(many(count, (i) => [`key ${i}`, "ä".repeat(length)]));

describe("a batch", () => {
  test("that fits is one request, an empty one none", () => {
    expect(splitBatch({ metrics: [metric("loss", 0, 1.5)], params: { lr: "0.01" }, tags: { a: "b" } })).toEqual([
      {
        metrics: [{ key: "loss", value: 1.5, timestamp: 1700000000000, step: 0 }],
        params: [{ key: "lr", value: "0.01" }],
        tags: [{ key: "a", value: "b" }],
      },
    ]);
    expect(splitBatch({})).toEqual([]);
  });

  test("is split so that every request stays within every limit, and nothing is lost", () => {
    const counts = fc.record({
      metrics: fc.integer({ min: 0, max: 2300 }),
      params: fc.integer({ min: 0, max: 230 }),
      tags: fc.integer({ min: 0, max: 230 }),
      length: fc.constantFrom(1, 900, 4900),
    });
    fc.assert(
      fc.property(counts, ({ metrics, params, tags, length }) => {
        const bodies = splitBatch({
          metrics: many(metrics, (i) => metric("loss", i)),
          params: texts(params, length),
          tags: texts(tags, length),
        });
        for (const body of bodies) {
          expect(body.metrics.length).toBeLessThanOrEqual(limits.metrics);
          expect(body.params.length).toBeLessThanOrEqual(limits.params);
          expect(body.tags.length).toBeLessThanOrEqual(limits.tags);
          expect(body.metrics.length + body.params.length + body.tags.length).toBeLessThanOrEqual(limits.items);
          expect(Buffer.byteLength(JSON.stringify({ run_id: "f".repeat(32), ...body }))).toBeLessThanOrEqual(
            limits.requestBytes,
          );
        }
        const sum = (list: "metrics" | "params" | "tags") => bodies.reduce((n, body) => n + body[list].length, 0);
        expect([sum("metrics"), sum("params"), sum("tags")]).toEqual([metrics, params, tags]);
      }),
      { numRuns: 15 },
    );
  });

  test("sends the last value of a key and step once", () => {
    expect(
      lastPerStep([metric("a", 1, 1), metric("a", 2, 2), metric("a", 1, 3), metric("b", 1, 4)]).map(
        ({ value }) => value,
      ),
    ).toEqual([3, 2, 4]);
  });

  test("writes numbers that JSON does not have as text", () => {
    const [body] = splitBatch({ metrics: [metric("a", 0, NaN), metric("a", 1, Infinity), metric("a", 2, -Infinity)] });
    expect(body!.metrics.map(({ value }) => value)).toEqual(["NaN", "Infinity", "-Infinity"]);
    expect(JSON.stringify(body)).not.toContain("null");
  });

  test.each([
    ["a param that is too long", { params: { a: "x".repeat(6001) } }, "LIMIT", /6001 characters; MLflow takes 6000/],
    ["a tag that is too long", { tags: { a: "x".repeat(5001) } }, "LIMIT", /5001 characters/],
    ["a key that MLflow refuses", { params: { "a?b": "" } }, "INVALID", /safeKey gives "a_b"/],
    ["a key that is too long", { tags: { ["k".repeat(251)]: "" } }, "INVALID", /MLflow refuses the tag/],
    ["a step that is not whole", { metrics: [metric("a", 0.5)] }, "INVALID", /step 0\.5; both are whole/],
  ])("with %s is refused before anything is sent", (_, batch, code, message) => {
    expect(() => splitBatch(batch)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});

describe("names", () => {
  test.each([
    ["loss/train", "loss/train"],
    ["acc@5 (few)", "acc_5 _few_"],
    ["../../etc", "_etc"],
    ["/abs", "_abs"],
    ["a//b", "a_/b"],
    ["größe", "größe"],
    ["", "_"],
  ])("%j becomes %j", (name, safe) => {
    expect(safeKey(name)).toBe(safe);
  });

  test("what safeKey gives is safe", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (name) => {
        const safe = safeKey(name);
        expect(safeKey(safe)).toBe(safe);
        expect(safe.length).toBeLessThanOrEqual(250);
        expect(safe.split("/").some((part) => part === "" || part === "." || part === "..")).toBe(false);
      }),
    );
  });

  test("a cut text says that it was cut", () => {
    expect([cutTo("abc", 3), cutTo("abcd", 3)]).toEqual(["abc", "ab…"]);
  });
});
