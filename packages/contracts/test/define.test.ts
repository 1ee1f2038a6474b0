import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import {
  createPluginContainer,
  defineAugmentation,
  defineBackbone,
  defineClassifier,
  defineDataset,
  defineExecutor,
  defineInitializer,
  defineLoss,
  defineModelCard,
  definePeft,
  defineTte,
  LiftError,
  pluginsOf,
  register,
  type Plugin,
} from "../src/index.js";

const strict = z.strictObject({ n: z.int().default(3) });
const unused = (): never => {
  throw new Error("a definition runs nothing");
};
const weights = { file: "a.safetensors", license: "Apache-2.0" };
const about = { title: "t", license: "l", source: "s", files: [] };

/** A definition of every kind whose options are checked, from a name and a schema. */
const definitions: Readonly<Record<string, (name: string, schema: z.ZodType) => Plugin>> = {
  backbone: (name, schema) => defineBackbone(name, schema, { build: unused, adopt: unused }),
  peft: (name, schema) => definePeft(name, schema, unused),
  classifier: (name, schema) => defineClassifier(name, schema, unused),
  loss: (name, schema) => defineLoss(name, schema, unused),
  initializer: (name, schema) => defineInitializer(name, schema, {}, unused),
  augmentation: (name, schema) => defineAugmentation(name, schema, unused),
  tte: (name, schema) => defineTte(name, schema, { count: unused, views: unused }),
  dataset: (name, schema) => defineDataset(name, schema, { about, open: unused }),
  executor: (name, schema) => defineExecutor(name, schema, unused),
};

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (LiftError.is(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing was thrown";
};

describe.each(Object.entries(definitions))("define %s", (kind, define) => {
  test("gives a plugin of its kind that reads its options strictly", () => {
    const plugin = define("mine", strict) as Plugin & { parse(raw: unknown): unknown };
    expect([plugin.kind, plugin.name]).toEqual([kind, "mine"]);
    expect(plugin.parse({})).toEqual({ n: 3 });
    expect(codeOf(() => plugin.parse({ m: 1 }))).toMatch(/^OPTIONS: .*"mine".*no option "m"/);
    const container = createPluginContainer();
    register(container, plugin);
    expect(pluginsOf(container, plugin.kind).get("mine")).toBe(plugin);
  });

  test("refuses a definition without a name, or one that nobody can write", () => {
    for (const name of ["", "two words", "-x", "x-", undefined as unknown as string])
      expect(codeOf(() => define(name, strict))).toMatch(/^OPTIONS: .*needs a name/);
  });

  test("refuses a schema that lets a misspelt option pass", () => {
    for (const schema of [
      z.object({ n: z.int() }),
      z.looseObject({}),
      z.any(),
      z.record(z.string(), z.unknown()),
      z.object({}).default({}),
      z.union([strict, z.object({})]),
      z.object({}).catchall(z.string()),
    ])
      expect(codeOf(() => define("mine", schema))).toMatch(/^OPTIONS: .*"mine" has a schema that is not strict/);
  });

  test("takes strict schemas with checks, defaults, choices and transforms", () => {
    for (const schema of [
      strict.refine(() => true),
      strict.default({ n: 1 }),
      strict.optional(),
      z.union([strict, z.strictObject({})]),
      strict.transform(({ n }) => ({ n: n + 1 })),
    ])
      expect(codeOf(() => define("mine", schema))).toBe("nothing was thrown");
  });
});

test("a definition without its function is refused", () => {
  const missing = undefined as unknown as typeof unused;
  for (const define of [
    () => definePeft("mine", strict, missing),
    () => defineLoss("mine", strict, missing),
    () => defineClassifier("mine", strict, missing),
    () => defineInitializer("mine", strict, {}, missing),
    () => defineAugmentation("mine", strict, missing),
    () => defineTte("mine", strict, { count: unused, views: missing }),
    () => defineTte("mine", strict, { count: missing, views: unused }),
    () => defineDataset("mine", strict, { about, open: missing }),
    () => defineBackbone("mine", strict, { build: missing, adopt: unused }),
    () => defineBackbone("mine", strict, { build: unused, adopt: missing }),
    () => defineExecutor("mine", strict, missing),
  ])
    expect(codeOf(define)).toMatch(/^OPTIONS: .*"mine" is defined without "\w+", which must be a function/);
});

test("messages of a definition name the plugin", () => {
  const peft = definePeft("mine", strict, (_host, _options, _data, where) => {
    throw new LiftError("SITE", where);
  });
  expect(codeOf(() => peft.attach({} as never, { n: 1 }, { classes: 1, classCounts: [1] }))).toBe('SITE: peft "mine"');
  const tte = defineTte("mine", strict, { count: ({ n }) => n, views: () => [] });
  expect([tte.count({ n: 2 }), tte.combine({ n: 2 }), tte.warnings({ n: 2 }, { patch: 4 })]).toEqual([2, "logits", []]);
  expect(defineDataset("mine", strict, { about, open: unused }).facts({ n: 1 })).toBeNull();
});

test("a model card is data, checked field by field", () => {
  const card = { family: "vit", options: {}, weights };
  expect(defineModelCard("mine", card)).toEqual({ kind: "model", name: "mine", ...card });
  expect(codeOf(() => defineModelCard("", card))).toMatch(/^OPTIONS/);
  expect(codeOf(() => defineModelCard("mine", { ...card, famly: 1 } as never))).toContain('no option "famly"');
  expect(codeOf(() => defineModelCard("mine", { ...card, weights: { ...weights, sha256: "beef" } }))).toContain(
    '"weights.sha256" must be 64 hexadecimal digits',
  );
  expect(codeOf(() => defineModelCard("mine", { ...card, weights: { ...weights, url: "no url" } }))).toContain(
    "weights.url",
  );
});

test("an unknown name says how a plugin of one's own is loaded", () => {
  expect(codeOf(() => pluginsOf(createPluginContainer(), "loss").get("mine"))).toMatch(
    /^UNKNOWN_NAME: no loss "mine".*--plugin/,
  );
});
