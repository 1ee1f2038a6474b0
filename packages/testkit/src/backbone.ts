import { afterAll, beforeAll, describe, expect, test } from "./jest.js";
import {
  definePeft,
  sizeOf,
  type BackboneFamily,
  type BackboneModel,
  type HostTensor,
  type HostTensors,
  type SiteHook,
  type TensorMap,
} from "@liftjs/contracts";
import { createScope, startingValues, valueAndGradients } from "@liftjs/core-tensor";
import { z } from "zod";
import * as tf from "@tensorflow/tfjs-core";
import { expectLiftError, expectNoLeak, expectStrictOptions, largestDifference } from "./checks.js";
import { usePlainJavaScript } from "./engines.js";
import { cellOf, expectTrainsAlike } from "./training-steps.js";
import { noiseImages, toTensors, withNoise } from "./values.js";

/** A model of random values, made once for all tests of a suite. */
class Subject<Options> {
  readonly model: BackboneModel;
  readonly values: Record<string, HostTensor>;
  readonly tensors: TensorMap;

  constructor(family: BackboneFamily<Options>, options: object) {
    this.model = family.build(family.parse(options));
    this.values = withNoise(startingValues(this.model.parameters, 3), 4, 0.05);
    this.tensors = toTensors(this.values);
  }

  /** Features of fixed images as numbers, of the first `batch` of two. */
  features(hooks: readonly SiteHook[] = [], batch = 2): Float32Array {
    return tf.tidy(() => {
      const scope = createScope({ parameters: this.tensors, attachments: [{ name: "test", hooks, own: {} }] });
      const images = tf.slice(
        noiseImages(2, this.model.facts.resolution),
        [0, 0, 0, 0],
        [batch, -1, -1, -1],
      ) as tf.Tensor4D;
      return this.model.forward(images, scope).dataSync().slice() as Float32Array;
    });
  }

  dispose(): void {
    tf.dispose(this.tensors);
  }
}

const sameBytes = (a: HostTensors, b: HostTensors): boolean =>
  Object.keys(a).join() === Object.keys(b).join() &&
  Object.keys(a).every((name) => largestDifference(a[name]!.data, b[name]!.data) === 0);

/** A hook that moves values by different amounts, so that no norm and no softmax undoes it. */
const nudge = (site: string): SiteHook[] => [
  { site, apply: (value) => tf.add(value, tf.mul(0.1, tf.cos(tf.reshape(tf.range(0, value.size), value.shape)))) },
];

/** Hooks that change nothing and tell which sites were passed in which shapes. */
const watching = (sites: readonly string[], seen: Map<string, string>): SiteHook[] =>
  sites.map((site) => ({
    site,
    apply(value, at) {
      seen.set(site, `${value.shape.join()} from ${at.input.shape.join()}`);
      return tf.add(value, 0);
    },
  }));

/** Sites of the image side: what a forward pass of images must visit. */
const imageSites = (model: BackboneModel): string[] =>
  [...model.host.sites].filter(
    (site) => !site.startsWith("text.") && !site.includes("weights.") && site !== "image.projected",
  );

/** Parameters of the image side that a feature depends on. */
const imageParameters = (model: BackboneModel): string[] =>
  [...model.host.parameters.keys()].filter(
    (name) => !name.startsWith("text.") && name !== "logitScale" && name !== model.imageProjection,
  );

/** Shapes that `Host` promises at each site of a transformer, B = 2; the last block computes the class token alone behind its attention. */
function promisedShapes({ host }: BackboneModel): Map<string, string> {
  const { tokens: N, width: D, mlpWidth: M, blocks } = host;
  const inBlock = (i: number): [string, string][] => {
    const all = `2,${N},${D}`;
    const used = i === blocks - 1 ? 1 : N;
    const wide = `2,${used},${D}`;
    const hidden = `2,${used},${M}`;
    return Object.entries({
      tokens: `${all} from ${all}`,
      norm1: `${all} from ${all}`,
      "attn.q": `${all} from ${all}`,
      "attn.k": `${all} from ${all}`,
      "attn.v": `${all} from ${all}`,
      "attn.qkv": `2,${N},${3 * D} from ${all}`,
      "attn.keys": `${all} from ${all}`,
      "attn.values": `${all} from ${all}`,
      "attn.scores": `2,${host.heads},${used},${N} from ${wide}`,
      "attn.out": `${wide} from ${wide}`,
      norm2: `${wide} from ${wide}`,
      "mlp.in": `${hidden} from ${wide}`,
      "mlp.out": `${wide} from ${hidden}`,
      afterFfn: `${wide} from ${wide}`,
      parallelFfn: `${wide} from ${wide}`,
    }).map(([site, shape]) => [`blocks.${i}.${site}`, shape]);
  };
  return new Map([
    ...Array.from({ length: blocks }, (_, i) => inBlock(i)).flat(),
    ["norm", `2,${D} from 2,${D}`],
    ["pooled", `2,${D} from 2,${D}`],
  ]);
}

/** What the tests of one family share. */
interface Suite<Options> {
  readonly family: BackboneFamily<Options>;
  readonly options: object;
  readonly subject: () => Subject<Options>;
}

function testParameters<Options>({ family, options, subject }: Suite<Options>): void {
  test("declares each parameter once, with starting values of its size, the same every time", () => {
    const { parameters, host } = subject().model;
    const start = startingValues(parameters, 1);
    expect(host.parameters.size).toBe(parameters.length);
    expect(Object.values(start).map(({ data }) => data.length)).toEqual(parameters.map(({ shape }) => sizeOf(shape)));
    expect(sameBytes(start, startingValues(family.build(family.parse(options)).parameters, 1))).toBe(true);
  });

  test("adopts its own tensors, and refuses missing, extra and misshaped ones by name", () => {
    const { model, values } = subject();
    expect(sameBytes(family.adopt(model, values), values)).toBe(true);
    const [first, second] = imageParameters(model).slice(2) as [string, string];
    const { [first]: left, ...rest } = values;
    const wrong = { ...rest, "something.else": left!, [second]: { shape: [1, 1, 1], data: new Float32Array(1) } };
    const message = expectLiftError("WEIGHTS", () => family.adopt(model, wrong));
    for (const name of [first, second, "something.else"]) expect(message).toContain(name);
  });

  test("refuses what is no option", () => expectStrictOptions((raw) => family.parse(raw), options));
}

function testForward<Options>({ subject }: Suite<Options>): void {
  test("gives finite features that differ between images and do not depend on the batch", () => {
    const got = subject().features();
    const width = subject().model.host.featureWidth;
    expect(got.length).toBe(2 * width);
    expect(got.every(Number.isFinite)).toBe(true);
    expect(largestDifference(got.slice(0, width), got.slice(width))).toBeGreaterThan(1e-4);
    expect(largestDifference(subject().features([], 1), got.slice(0, width))).toBeLessThan(1e-5);
  });

  test("refuses images of another size", () => {
    const { model, tensors } = subject();
    expectLiftError("SHAPE", () =>
      tf.tidy(() => model.forward(noiseImages(1, model.facts.resolution + 1), createScope({ parameters: tensors }))),
    );
  });

  test("trains by training's own steps, recorded on the graph engine as in plain JavaScript", async () => {
    const { model, values } = subject();
    const names = imageParameters(model);
    const everything = definePeft("suite-everything", z.strictObject({}), () => ({
      parameters: [],
      tunes: names,
      hooks: [],
      count: model.parameters.filter(({ name }) => names.includes(name)).reduce((n, p) => n + sizeOf(p.shape), 0),
    }));
    const facts = { classes: 3, classCounts: [6, 3, 1] };
    await expectTrainsAlike(cellOf({ model, facts, peft: [{ plugin: everything, options: {} }] }), values);
  });

  test("leaks no tensor", () => {
    const { model, tensors } = subject();
    const images = noiseImages(1, model.facts.resolution);
    expectNoLeak(() => model.forward(images, createScope({ parameters: tensors })).dispose());
    images.dispose();
  });

  test("gradients reach every parameter of the image side and are finite", () => {
    const { model, tensors } = subject();
    const dead = tf.tidy(() => {
      const trained = Object.fromEntries(imageParameters(model).map((name) => [name, tensors[name]!]));
      const images = noiseImages(2, model.facts.resolution);
      const loss = (): tf.Scalar =>
        tf.sum(tf.square(tf.sub(model.forward(images, createScope({ parameters: tensors })), 0.3)));
      const { gradients } = valueAndGradients(loss, trained);
      return Object.entries(gradients).filter(
        ([, g]) => !g.dataSync().some((v) => v !== 0) || !g.dataSync().every(Number.isFinite),
      );
    });
    expect(dead.map(([name]) => name)).toEqual([]);
  });
}

function testSites<Options>({ subject }: Suite<Options>): void {
  test("visits every site in the promised shape, and hooks that add nothing change nothing", () => {
    const { model } = subject();
    const seen = new Map<string, string>();
    const got = subject().features(watching(imageSites(model), seen));
    expect([...seen.keys()].sort()).toEqual(imageSites(model).sort());
    if (model.host.kind === "transformer")
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(promisedShapes(model)));
    expect(largestDifference(got, subject().features())).toBeLessThan(1e-5);
  });

  test("a hook at any site of the last block shows in the features, one at a parameter too", () => {
    const { model } = subject();
    const plain = subject().features();
    const weights = [imageParameters(model)[0]!, imageParameters(model).at(-1)!].map((name) => `weights.${name}`);
    const sites = [
      ...imageSites(model).filter((site) => !/^blocks\.0\./.test(site) || model.host.blocks === 1),
      ...weights,
    ];
    expect(sites.filter((site) => largestDifference(subject().features(nudge(site)), plain) < 1e-7)).toEqual([]);
  });
}

function testTexts<Options>({ subject }: Suite<Options>): void {
  test("texts: the sites are visited in their shapes, and gradients reach what replaces the context", () => {
    const { model, tensors } = subject();
    const { width, projectionWidth, vocabulary } = model.text!;
    const seen = new Map<string, string>();
    const learnt: SiteHook = { site: "text.context", apply: (value, at) => tf.add(value, at.own("shift")) };
    const hooks = [learnt, ...watching(["text.context", "text.projected"], seen)];
    const norms = tf.tidy(() => {
      const own = { shift: tf.fill([width], 0.1) };
      const tokens = tf.tensor2d(
        [vocabulary - 2, 7, vocabulary - 1, 0, vocabulary - 2, 9, 8, vocabulary - 1],
        [2, 4],
        "int32",
      );
      const ends = tf.tensor1d([2, 3], "int32");
      const scope = () => createScope({ parameters: tensors, attachments: [{ name: "test", hooks, own }] });
      const { gradients } = valueAndGradients(() => tf.sum(tf.square(model.text!.forward(tokens, scope(), ends))), own);
      return tf.norm(gradients["shift"]!).dataSync();
    });
    expect(norms[0]).toBeGreaterThan(0);
    expect(Object.fromEntries(seen)).toEqual({
      "text.context": `2,4,${width} from 2,4,${width}`,
      "text.projected": `2,${projectionWidth} from 2,${width}`,
    });
  });
}

/**
 * What every family of backbones must hold, for Jest: `describeBackbone(clipVit, { width: 16, … })`.
 * Declared parameters with reproducible starts · finite features of the promised width · every site visited in its promised shape ·
 * hooks that change nothing leave the features as they are, hooks that change something show · gradients reach every parameter ·
 * strict adoption · no tensor leaked · strict options.
 */
export function describeBackbone<Options>(family: BackboneFamily<Options>, options: object): void {
  describe(`backbone "${family.name}" ${JSON.stringify(options)}`, () => {
    let subject: Subject<Options>;
    const suite: Suite<Options> = { family, options, subject: () => subject };

    beforeAll(async () => {
      await usePlainJavaScript();
      subject = new Subject(family, options);
    });
    afterAll(() => subject.dispose());

    testParameters(suite);
    testForward(suite);
    testSites(suite);
    if (family.build(family.parse(options)).text) testTexts(suite);
  });
}
