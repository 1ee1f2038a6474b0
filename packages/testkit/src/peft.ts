import { beforeAll, describe, expect, test } from "./jest.js";
import { sizeOf, type Attachment, type BackboneModel, type ParameterSpec, type Peft } from "@liftjs/contracts";
import { checkHooks, startingValues } from "@liftjs/core-tensor";
import { AttachedModel, someData } from "./attached-model.js";
import { expectLiftError, expectNoLeak, expectStrictOptions, largestDifference, relativeDifference } from "./checks.js";
import { usePlainJavaScript } from "./engines.js";
import { trainedStart } from "@liftjs/training";
import { tinyTransformer, type TinySizes } from "./tiny-models.js";
import { cellOf, expectTrainsAlike } from "./training-steps.js";
import { withNoise } from "./values.js";

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

const isTrained = ({ trained = true, update = false }: ParameterSpec): boolean => trained && !update;

const trainedSizes = (model: BackboneModel, { parameters, tunes }: Attachment): number =>
  [
    ...parameters.filter(isTrained).map(({ shape }) => shape),
    ...tunes.map((name) => model.host.parameters.get(name) ?? []),
  ].reduce((sum, shape) => sum + sizeOf(shape), 0);

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
    for (const { name, shape } of attachment.parameters) expect(own[name]?.data.length).toBe(sizeOf(shape));
    expect(startingValues(attachment.parameters, 5, weights)).toEqual(own);
  });

  test("hooks sites that the model has", () => {
    const { attachment, model } = attached();
    expect(() => checkHooks(model.host, [{ name: plugin.name, hooks: attachment.hooks }])).not.toThrow();
  });
}

function testStart({ startsUnchanged, attached }: Subject): void {
  test(
    startsUnchanged
      ? "leaves every block's values and the features unchanged at the start"
      : "changes the features from the start",
    () => {
      const a = attached();
      const [fresh, plain] = [a.passage(a.weights, a.own), a.passage(a.weights, null)];
      if (!startsUnchanged) {
        expect(largestDifference(fresh.get("features") ?? [], plain.get("features") ?? [])).toBeGreaterThan(0);
        return;
      }
      expect([...fresh.keys()]).toEqual([...plain.keys()]);
      const changed = [...plain].filter(([site, value]) => !(largestDifference(fresh.get(site) ?? [], value) < 1e-5));
      expect(changed.map(([site]) => site)).toEqual([]);
    },
  );
}

function testTraining({ attached, options }: Subject): void {
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
    const tuned = Object.fromEntries(Object.entries(a.weights).filter(([name]) => a.attachment.tunes.includes(name)));
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

  test("trains by training's own steps, recorded on the graph engine as in plain JavaScript, and only what it says", async () => {
    const a = attached();
    const cell = cellOf({ model: a.model, facts: someData, peft: [{ plugin: a.plugin, options }] });
    const start = trainedStart(cell.model, a.weights, cell.seed);
    const last = await expectTrainsAlike(cell, a.weights);
    for (const { name, trained = true, update = false } of a.attachment.parameters)
      if (!trained && !update)
        expect(last[`param.${a.plugin.name}.${name}`]?.data).toEqual(start[`${a.plugin.name}.${name}`]?.data);
    const moved = cell.model.tuned.filter(({ name }) => {
      const [before, after] = [start[name]?.data ?? [], last[`param.${name}`]?.data ?? []];
      return largestDifference(before, after) > 0;
    });
    expect(moved.length).toBeGreaterThan(0);
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
