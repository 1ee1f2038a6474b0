import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import {
  Registry,
  parseOptions,
  createPluginContainer,
  register,
  bind,
  createContainer,
  need,
  token,
} from "../src/index.js";

describe("names resolve loudly", () => {
  test("an unknown name lists the known ones and the nearest", () => {
    const losses = new Registry("loss");
    for (const name of ["la", "ce", "focal"]) losses.add({ name });
    expect(() => losses.get("l2")).toThrow('no loss "l2"; did you mean "la"? known: ce, focal, la');
    expect(() => losses.add({ name: "la" })).toThrow("registered twice");
  });
  test("a plugin of no known kind is refused", () => {
    expect(() => register(createPluginContainer(), { kind: "peff", name: "x" } as never)).toThrow(
      'did you mean "peft"',
    );
  });
});

test("an option that does not exist names the allowed ones", () => {
  const schema = z.strictObject({ bottleneck: z.number().int().min(1).default(4) });
  expect(parseOptions(schema, {}, 'peft "x"')).toEqual({ bottleneck: 4 });
  expect(() => parseOptions(schema, { botleneck: 3 }, 'peft "x"')).toThrow('did you mean "bottleneck"?');
  expect(() => parseOptions(schema, { bottleneck: -1 }, 'peft "x"')).toThrow('"bottleneck"');
});

test("a token is made once and bound once", () => {
  const c = createContainer();
  const t = token<{ n: number }>("test:n");
  bind(c, t, () => ({ n: 1 }));
  expect(need(c, t)).toBe(need(c, t));
  expect(() => bind(c, t, () => ({ n: 2 }))).toThrow("bound twice");
});
