import { beforeAll, describe, expect, test } from "./jest.js";
import { sizeOf, type Attachment, type BackboneModel, type Peft } from "@liftjs/contracts";
import { checkHooks } from "@liftjs/core-tensor";
import { AttachedModel, someData } from "./attached-model.js";
import {
  expectLiftError,
  expectNoLeak,
  expectStrictOptions,
  largestDifference,
  relativeDifference,
  usePlainJavaScript,
} from "./checks.js";
import { tinyTransformer, type TinySizes } from "./tiny-models.js";
import { startingValues, withNoise } from "./values.js";

/** What is particular about a method. */
export interface PeftExpectations {
  /** Whether a fresh plugin leaves the model's features as they were. Default true. */
  readonly startsUnchanged?: boolean;
  /** The paper's number of trained values for a tiny model, where it is not only counted but known. */
  readonly count?: (host: BackboneModel["host"]) => number;
  /** Makes a tiny model; a CLIP image tower unless given. */
  readonly model?: (sizes?: TinySizes) => BackboneModel;
  /** Title, where one method is described with several options. */
  readonly title?: string;
}

const trainedSizes = (model: BackboneModel, { parameters, tunes }: Attachment): number =>
  [...parameters.map(({ shape }) => shape), ...tunes.map((name) => model.host.parameters.get(name)!)].reduce(
    (sum, shape) => sum + sizeOf(shape),
    0,
  );

const finite = (values: Float32Array): boolean => values.every(Number.isFinite);

interface Subject extends Required<Omit<PeftExpectations, "count" | "title">>, Pick<PeftExpectations, "count"> {
  readonly plugin: Peft;
  readonly options: object;
  /** The plugin on a model of random weights; made once, nothing may be written into it. */
  attached(): AttachedModel;
}

const someSizes: readonly TinySizes[] = [
  { width: 8, blocks: 1 },
  { width: 16, blocks: 3 },
  { width: 48, blocks: 4 },
];

function testPlan({ plugin, options, count, model: make, attached }: Subject): void {
  test("counts what it trains, at every size", () => {
    const limited = "blocks" in options;
    for (const model of someSizes.map(make)) {
      const everywhere = plugin.parse({ ...options, ...(limited ? { blocks: "all" } : {}) });
      const attachment = plugin.attach(model.host, everywhere, someData);
      expect(attachment.count).toBe(trainedSizes(model, attachment));
      if (count && !limited) expect(attachment.count).toBe(count(model.host));
    }
  });

  test("declares tensors with one name each, starting values of their size, and the same ones every time", () => {
    const { attachment, weights, own, model } = attached();
    const names = attachment.parameters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(attachment.tunes.every((name) => model.host.parameters.has(name))).toBe(true);
    for (const { block, parameter } of attachment.blockScales ?? []) {
      expect(attachment.parameters.find(({ name }) => name === parameter)?.shape).toEqual([]);
      expect(block).toBeLessThan(model.host.blocks);
    }
    for (const { name, shape } of attachment.parameters) expect(own[name]!.data.length).toBe(sizeOf(shape));
    expect(startingValues(attachment.parameters, 5, weights)).toEqual(own);
  });

  test("hooks sites that the model has", () => {
    const { attachment, model } = attached();
    expect(() => checkHooks(model.host, [{ name: plugin.name, hooks: attachment.hooks }])).not.toThrow();
  });
}

function testStart({ startsUnchanged, attached }: Subject): void {
  test(startsUnchanged ? "leaves the features unchanged at the start" : "changes the features from the start", () => {
    const a = attached();
    const difference = largestDifference(a.features(a.weights, a.own), a.features(a.weights, null));
    if (startsUnchanged) expect(difference).toBeLessThan(1e-6);
    else expect(difference).toBeGreaterThan(0);
  });
}

function testTraining({ attached }: Subject): void {
  test("gradients reach every trained tensor and are finite, and a pass writes nothing", () => {
    const a = attached();
    const own = withNoise(a.own, 7);
    const before = structuredClone([a.weights, own]);
    const gradients = a.gradients(a.weights, own);
    expect([a.weights, own]).toEqual(before);
    expect(Object.keys(gradients).sort()).toEqual([...a.trained].sort());
    for (const [name, values] of Object.entries(gradients)) {
      expect([name, finite(values)]).toEqual([name, true]);
      expect([name, values.some((v) => v !== 0)]).toEqual([name, true]);
    }
  });

  test("a trained change shows in the features", () => {
    const a = attached();
    const tuned = Object.fromEntries(a.attachment.tunes.map((name) => [name, a.weights[name]!]));
    const changed = a.features({ ...a.weights, ...withNoise(tuned, 9) }, withNoise(a.own, 9));
    expect(largestDifference(changed, a.features(a.weights, a.own))).toBeGreaterThan(1e-6);
  });

  test("where it merges, the merged model is equal", () => {
    const a = attached();
    const { merge } = a.attachment;
    if (!merge) return;
    const own = withNoise(a.own, 11);
    const merged = { ...a.weights, ...merge(a.weights, own) };
    expect(relativeDifference(a.features(merged, null), a.features(a.weights, own))).toBeLessThan(1e-5);
  });

  test("leaks no tensor", () => {
    const a = attached();
    expectNoLeak(() => void a.gradients(a.weights, a.own));
  });
}

function testRefusals({ plugin, options, model: make }: Subject): void {
  test("refuses options that do not exist", () => {
    expectStrictOptions((raw) => plugin.parse(raw), options);
  });

  test("refuses a model that has not what it needs, when planned", () => {
    const { host } = make();
    const nothing = { sites: new Set<string>(), parameters: new Map<string, number[]>() };
    const bare = { ...host, ...nothing, kind: "convolutional" as const, family: "bare" };
    const message = expectLiftError("SITE", () => plugin.attach(bare, plugin.parse(options), someData));
    expect(message).toContain(plugin.name);
  });
}

/**
 * What every PEFT method must hold, for Jest: `describePeft(adaptFormer, { bottleneck: 4 })`.
 * Counted parameters · deterministic start · unchanged at the start · gradients reach all that it trains · nothing written ·
 * merge equal · no tensor leaked · strict options · refusal of a host without its sites.
 */
export function describePeft(plugin: Peft, options: object = {}, expectations: PeftExpectations = {}): void {
  const { startsUnchanged = true, count, model = tinyTransformer, title = JSON.stringify(options) } = expectations;
  let made: AttachedModel | undefined;
  const attached = (): AttachedModel => (made ??= new AttachedModel(model(), plugin, options));
  const subject: Subject = { plugin, options, startsUnchanged, model, attached, ...(count ? { count } : {}) };

  describe(`peft "${plugin.name}" ${title}`, () => {
    beforeAll(usePlainJavaScript);
    testPlan(subject);
    testStart(subject);
    testTraining(subject);
    testRefusals(subject);
  });
}
