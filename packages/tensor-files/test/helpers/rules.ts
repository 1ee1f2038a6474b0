import type { PickleRules } from "../../src/pickle/values.js";

/** Rules by which a.b makes a copy of its parameters, a dictionary or a list. */
export const plainRules: PickleRules = {
  allowed: "a.b",
  maxBytes: 2 ** 20,
  allows: ({ path }) => path === "a.b",
  call: (_, parameters, spend) => {
    const [first] = parameters;
    spend(first instanceof Map ? first.size : parameters.length);
    return [...parameters];
  },
  persistent: (id) => id,
  byteString: (bytes) => new TextDecoder().decode(bytes),
  setState: () => undefined,
};
