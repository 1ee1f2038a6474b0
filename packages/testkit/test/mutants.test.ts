import { describe, expect, test } from "@jest/globals";
import {
  defineAugmentation,
  defineBackbone,
  defineClassifier,
  defineInitializer,
  defineLoss,
  defineModelCard,
  definePeft,
  defineTte,
  LiftError,
  type Attachment,
  type ClassifierModel,
  type Host,
  type LossInputs,
  type Peft,
  type ViewRecipe,
} from "@liftjs/contracts";
import { clipVit } from "@liftjs/backbones";
import { constantValues } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import {
  describeAugmentation,
  describeBackbone,
  describeClassifier,
  describeInitializer,
  describeLoss,
  describeModelCard,
  describePeft,
  describeTte,
  engineOf,
  outcomesOf,
} from "../src/index.js";

const none = z.strictObject({});

/** Titles of the tests of a suite that fail. */
async function failures(suite: () => void): Promise<string[]> {
  return (await outcomesOf(suite)).filter(({ error }) => error !== undefined).map(({ title }) => title);
}

/** Expects a suite to notice: one of its failing tests has these words. */
async function expectNoticed(suite: () => void, words: string): Promise<void> {
  expect((await failures(suite)).join("\n")).toContain(words);
}

/** A bias behind each feed-forward network, whole unless a part is replaced. */
const bias = (start: number, change: (whole: Attachment, host: Host) => Partial<Attachment> = () => ({})): Peft =>
  definePeft("bias", none, (host, _options, _data, where) => {
    if (host.kind !== "transformer") throw refusal(where);
    const names = Array.from({ length: host.blocks }, (_, i) => `blocks.${i}.bias`);
    const whole: Attachment = {
      parameters: names.map((name) => ({ name, shape: [host.width], initial: constantValues([host.width], start) })),
      tunes: [],
      hooks: names.map((name, i) => ({
        site: `blocks.${i}.afterFfn`,
        apply: (value, at) => tf.add(value, at.own(name)),
      })),
      count: names.length * host.width,
    };
    return { ...whole, ...change(whole, host) };
  });

const refusal = (where: string) => new LiftError("SITE", `${where} needs a transformer`);

describe("describePeft", () => {
  test("passes what is whole", async () => {
    expect(await failures(() => describePeft(bias(0)))).toEqual([]);
  });

  test("notices a shift of all channels at the start, which the norms behind it undo", async () => {
    await expectNoticed(() => describePeft(bias(1)), "every block's values and the features unchanged");
    expect(await failures(() => describePeft(bias(1), {}, { startsUnchanged: false }))).toEqual([]);
  });

  test.each<[string, Peft, string]>([
    ["a wrong count", bias(0, ({ count }) => ({ count: count + 1 })), "counts what it trains"],
    ["a misspelt site", bias(0, () => ({ hooks: [{ site: "blocks.0.aftrFfn", apply: (v) => v }] })), "hooks sites"],
    ["a tensor that nothing uses", bias(0, ({ hooks }) => ({ hooks: hooks.slice(1) })), "gradients reach every"],
    [
      "a hook that does nothing",
      bias(0, ({ hooks }) => ({ hooks: hooks.map(({ site }) => ({ site, apply: (v) => v })) })),
      "gradients reach",
    ],
    ["a merge that changes the model", bias(0, () => ({ merge: () => ({}) })), "the merged model is equal"],
    ["one name twice", bias(0, ({ parameters }) => ({ parameters: [...parameters, ...parameters] })), "one name each"],
    [
      "a start that differs each time",
      bias(0, ({ parameters }) => ({
        parameters: parameters.map((p) => ({
          ...p,
          initial: () => new Float32Array(16).map(() => 1e-9 * Math.random()),
        })),
      })),
      "the same ones every time",
    ],
    [
      "a leak",
      bias(0, ({ hooks }) => ({
        hooks: hooks.map((h) => ({ ...h, apply: (v, at) => (tf.keep(tf.scalar(1)), h.apply(v, at)) })),
      })),
      "leaks no tensor",
    ],
  ])("notices %s", async (_what, plugin, words) => {
    await expectNoticed(() => describePeft(plugin), words);
  });

  test("notices a gradient that an operation cuts off", async () => {
    const cut = bias(0, ({ hooks }) => ({
      hooks: hooks.map(({ site }, i) => ({
        site,
        apply: (v, at) => tf.add(v, tf.mul(tf.round(at.own(`blocks.${i}.bias`)), 1)),
      })),
    }));
    await expectNoticed(() => describePeft(cut), "gradients reach every");
  });

  test("notices an operation that cannot be recorded", async () => {
    if (!(await engineOf("graph"))) return;
    const exotic = bias(0, ({ hooks }) => ({
      hooks: hooks.map((h) => ({ ...h, apply: (v, at) => tf.add(h.apply(v, at), tf.mul(0, tf.asinh(tf.mul(v, 0)))) })),
    }));
    await expectNoticed(() => describePeft(exotic), "recorded on the graph engine");
  });

  test("a plugin with a frozen tensor of its own passes, and one whose frozen tensor is counted does not", async () => {
    const frozen = (counted: boolean) =>
      bias(0, ({ parameters, hooks, count }, { width }) => ({
        parameters: [
          ...parameters,
          { name: "direction", shape: [width], initial: constantValues([width], 0.5), trained: false },
        ],
        hooks: hooks.map(({ site }, i) => ({
          site,
          apply: (v, at) => tf.add(v, tf.mul(at.own(`blocks.${i}.bias`), at.own("direction"))),
        })),
        count: counted ? count + width : count,
      }));
    expect(await failures(() => describePeft(frozen(false)))).toEqual([]);
    await expectNoticed(() => describePeft(frozen(true)), "counts what it trains");
  });
});

const head = (change: Partial<ClassifierModel>) =>
  defineClassifier("head", none, (_, { featureWidth, classes }) => ({
    parameters: [
      {
        name: "weight",
        shape: [classes, featureWidth],
        initial: (random) => Float32Array.from({ length: classes * featureWidth }, () => random.normal()),
      },
    ],
    scale: 1,
    directional: false,
    logits: (features, own) => tf.matMul(features, own("weight"), false, true),
    ...change,
  }));

/** The corners of a simplex, fixed: `√(C/(C−1)) · (I − 1/C)`, padded by zeros to D. */
const simplex = (as: "constant" | "frozen") =>
  defineClassifier("simplex", none, (_, { featureWidth: D, classes: C }) => {
    const values = Float32Array.from({ length: C * D }, (_v, k) => {
      const [row, column] = [Math.floor(k / D), k % D];
      return column < C ? Math.sqrt(C / (C - 1)) * ((row === column ? 1 : 0) - 1 / C) : 0;
    });
    const weight = { name: "weight", shape: [C, D], initial: () => values.slice(), trained: false };
    return {
      parameters: as === "frozen" ? [weight] : [],
      scale: 5,
      directional: false,
      logits: (features, own) =>
        tf.tidy(() => {
          const rows = as === "frozen" ? own("weight") : tf.tensor2d(values, [C, D]);
          return tf.mul(tf.matMul(features, rows as tf.Tensor2D, false, true), 5);
        }),
    };
  });

describe("describeClassifier", () => {
  test("passes what is whole, and heads without a trained tensor", async () => {
    expect(await failures(() => describeClassifier(head({})))).toEqual([]);
    for (const as of ["constant", "frozen"] as const)
      expect(await failures(() => describeClassifier(simplex(as)))).toEqual([]);
  });
  test.each<[string, Partial<ClassifierModel>, string]>([
    ["a false word on directions", { directional: true }, "only the rows' directions count"],
    ["a scale of nothing", { scale: 0 }, "a positive scale"],
    ["a weight that nothing uses", { logits: (f) => tf.slice(f, [0, 0], [-1, 5]) }, "gradients reach every"],
    [
      "logits that do not tell classes apart",
      {
        logits: (f, own) => tf.add(tf.mul(tf.sum(own("weight")), tf.sum(f, 1, true)), tf.zeros([1, 5])) as tf.Tensor2D,
      },
      "tells classes apart",
    ],
    ["a division by nothing", { logits: (f, own) => { const w = own("weight"); return tf.matMul(f, tf.div(w, tf.norm(w, 2, 1, true)) as tf.Tensor2D, false, true); } }, "finite also for rows of zeros"], // prettier-ignore
  ])("notices %s", async (_what, change, words) => {
    await expectNoticed(() => describeClassifier(head(change)), words);
  });
});

const entropy = ({ logits, labels }: LossInputs, shift = 0): tf.Tensor1D =>
  tf.tidy(() => {
    const targets = tf.oneHot(labels, logits.shape[1], 1, 0, "float32");
    return tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(tf.add(logits, shift))), 1)) as tf.Tensor1D;
  });

describe("describeLoss", () => {
  const loss = (perSample: (inputs: LossInputs) => tf.Tensor1D) => defineLoss("loss", none, () => ({ perSample }));
  test("passes what is whole, with parameters of its own too", async () => {
    expect(await failures(() => describeLoss(loss(entropy)))).toEqual([]);
    const tempered = defineLoss("tempered", none, () => ({
      parameters: [{ name: "offset", shape: [], initial: constantValues([], 0.5) }],
      perSample: (inputs) => tf.tidy(() => tf.add(entropy(inputs), tf.square(inputs.own("offset"))) as tf.Tensor1D),
    }));
    expect(await failures(() => describeLoss(tempered))).toEqual([]);
  });
  test.each<[string, (inputs: LossInputs) => tf.Tensor1D, string]>([
    ["samples that depend on one another", (i) => tf.tidy(() => tf.mul(tf.add(entropy(i), tf.mean(tf.square(i.logits))), i.logits.shape[0]) as tf.Tensor1D), "parts of a batch sum"],
    ["no number at extreme logits", (i) => tf.tidy(() => { const p = tf.div(tf.exp(i.logits), tf.sum(tf.exp(i.logits), 1, true)); return tf.neg(tf.log(tf.sum(tf.mul(p, tf.oneHot(i.labels, i.logits.shape[1], 1, 0, "float32")), 1))) as tf.Tensor1D; }), "extreme logits"],
    ["a sign the wrong way", (i) => tf.tidy(() => tf.neg(entropy(i))), "smaller where logits are right"],
    ["a gradient that is not the slope", (i) => tf.tidy(() => tf.add(entropy(i), tf.round(tf.mul(50, entropy(i)))) as tf.Tensor1D), "the slope of its value"],
    ["a leak", (i) => { tf.keep(tf.scalar(1)); return entropy(i); }, "leaks no tensor"],
  ])("notices %s", async (_what, perSample, words) => { await expectNoticed(() => describeLoss(loss(perSample)), words); }); // prettier-ignore
});

describe("describeInitializer", () => {
  const rows = (make: () => Float32Array) => defineInitializer("rows", none, {}, () => Promise.resolve(make()));
  const whole = () => Float32Array.from({ length: 24 }, (_, k) => k);
  test("passes what is whole", async () => {
    expect(await failures(() => describeInitializer(rows(whole)))).toEqual([]);
  });
  test.each<[string, () => Float32Array, string]>([
    ["rows of another size", () => whole().slice(1), "finite rows"],
    ["a value that is no number", () => whole().fill(NaN, 3, 4), "finite rows"],
    ["rows that are all alike", () => new Float32Array(24).fill(1), "finite rows"],
    ["rows that differ each time", () => whole().map((v) => v + Math.random()), "the same rows every time"],
    ["a leak", () => (tf.scalar(1), whole()), "leaks no tensor"],
  ])("notices %s", async (_what, make, words) => {
    await expectNoticed(() => describeInitializer(rows(make)), words);
  });
  test("notices what was not declared", async () => {
    const asking = defineInitializer("asking", none, {}, async (_o, context) => {
      await context.trainFeatures();
      return whole();
    });
    await expectNoticed(() => describeInitializer(asking), "asks for nothing that it did not declare");
  });
});

describe("views", () => {
  const square = (resolution: number): ViewRecipe => [
    { step: "resize", size: { width: resolution, height: resolution }, interpolation: "bilinear" },
  ];
  test("describeAugmentation notices a wrong size and randomness that is not of the stream", async () => {
    const view = (make: (resolution: number) => ViewRecipe) =>
      defineAugmentation("view", none, (_, { facts }) => make(facts.resolution));
    expect(await failures(() => describeAugmentation(view(square)))).toEqual([]);
    await expectNoticed(() => describeAugmentation(view((r) => square(r + 1))), "makes squares");
    const flipping = view((r) => (Math.random() < 0.5 ? square(r) : [...square(r), { step: "flip" }]));
    await expectNoticed(() => describeAugmentation(flipping), "a function of the stream's key");
  });
  test("describeTte notices a wrong number of views and views that differ each time", async () => {
    const tte = (count: number, make: (resolution: number) => ViewRecipe[]) =>
      defineTte("tte", none, { count: () => count, views: (_, { facts }) => make(facts.resolution) });
    expect(await failures(() => describeTte(tte(1, (r) => [square(r)])))).toEqual([]);
    await expectNoticed(() => describeTte(tte(2, (r) => [square(r)])), "as many views as it says");
    await expectNoticed(() => describeTte(tte(1, (r) => [square(2 * r)])), "makes squares");
    const short = defineTte("short", none, {
      count: () => 1,
      views: (_, { facts }) => [square(facts.resolution)],
      warnings: () => ["no"],
    });
    await expectNoticed(() => describeTte(short), "warns in words");
  });
});

const sizes = { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8, projection: 8 };

describe("describeBackbone", () => {
  const family = (change: (features: tf.Tensor2D) => tf.Tensor2D) =>
    defineBackbone("clip-vit", clipVitSchema, {
      build: (options) => {
        const model = clipVit.build(clipVit.parse(options));
        return { ...model, forward: (images, scope) => change(model.forward(images, scope)) };
      },
      adopt: (model, read) => clipVit.adopt(model, read),
    });
  const clipVitSchema = z.strictObject({
    width: z.int(),
    blocks: z.int(),
    heads: z.int(),
    patch: z.int(),
    resolution: z.int(),
    projection: z.int(),
  });
  test.each<[string, (features: tf.Tensor2D) => tf.Tensor2D, string]>([
    [
      "features that depend on the batch",
      (f) => tf.tidy(() => tf.sub(f, tf.mean(f, 0, true))),
      "do not depend on the batch",
    ],
    ["a leak", (f) => tf.add(f, 1), "leaks no tensor"],
    ["features that are no numbers", (f) => tf.tidy(() => tf.div(f, tf.scalar(0))), "finite features"],
    [
      "a gradient that is cut off",
      (f) => tf.tidy(() => tf.round<tf.Tensor2D>(tf.mul(f, 100) as tf.Tensor2D)),
      "gradients reach every parameter",
    ],
  ])("notices %s", async (_what, change, words) => {
    await expectNoticed(() => describeBackbone(family(change), sizes), words);
  });
});

describe("describeModelCard", () => {
  const weights = { file: "mine.safetensors", url: "https://example.org/mine.safetensors", license: "MIT" };
  const card = defineModelCard("mine", { family: "clip-vit", options: sizes, weights });
  test("passes what is whole", async () => {
    expect(await failures(() => describeModelCard(card, clipVit))).toEqual([]);
  });
  test("notices options that the family has not, weights from nowhere, and a shipped file that is not there", async () => {
    await expectNoticed(
      () => describeModelCard({ ...card, options: { ...sizes, widht: 1 } }, clipVit),
      "is built by its family",
    );
    await expectNoticed(
      () => describeModelCard({ ...card, weights: { file: "a", license: "MIT" } }, clipVit),
      "where its weights come from",
    );
    const absent = { ...card, weights: { ...weights, bundled: "absent.safetensors" } };
    await expectNoticed(() => describeModelCard(absent, clipVit), "a file that its package ships");
  });
});
