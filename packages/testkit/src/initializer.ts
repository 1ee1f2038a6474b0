import { beforeAll, describe, expect, test } from "./jest.js";
import { LiftError, type HostTensor, type Initializer, type InitializerContext } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { expectStrictOptions } from "./checks.js";
import { usePlainJavaScript } from "./engines.js";

const CLASSES = 4;
const WIDTH = 6;
const TEXT_WIDTH = 5;

const normals = (count: number, ...path: (string | number)[]): Float32Array => {
  const random = randomStream(1, ...path);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** Features that point, with noise, where their class does; class c has c + 3 images. */
function clusteredFeatures(limit = Infinity): { features: Float32Array; labels: Int32Array; width: number } {
  const labels = Array.from({ length: CLASSES }, (_, c) => new Array<number>(Math.min(c + 3, limit)).fill(c)).flat();
  const rows = labels.map((c, i) => normals(WIDTH, "image", i).map((v, k) => (k === c ? 3 : 0) + 0.3 * v));
  return { features: Float32Array.from(rows.flatMap((r) => [...r])), labels: Int32Array.from(labels), width: WIDTH };
}

/** An initialiser's surroundings, made up: clustered features, text features that depend on the prompt alone. Parts may be replaced. */
export const madeUpContext = (parts: Partial<InitializerContext> = {}): InitializerContext => ({
  classes: CLASSES,
  classCounts: [3, 4, 5, 6],
  featureWidth: WIDTH,
  classNames: ["red_fox", "cat", "maple tree", "bus"],
  scale: 25,
  directional: true,
  random: randomStream(1, "head"),
  trainFeatures: async (limit) => clusteredFeatures(limit),
  textFeatures: async (prompts) => ({
    features: Float32Array.from(prompts.flatMap((p) => [...normals(TEXT_WIDTH, p)])),
    width: TEXT_WIDTH,
  }),
  remember: async (_key, _data, make) => (await make()).values,
  imageProjection: async (): Promise<HostTensor> => ({
    shape: [TEXT_WIDTH, WIDTH],
    data: normals(TEXT_WIDTH * WIDTH, "projection"),
  }),
  descriptions: async () => ({
    red_fox: ["a red animal", "it has a tail"],
    cat: ["it purrs"],
    "maple tree": ["it has leaves"],
    bus: ["it is large"],
  }),
  ...parts,
});

const refuse = (what: string) => async (): Promise<never> => {
  throw new LiftError("CAPABILITY", `the initialiser asked for ${what}, which it did not declare`);
};

/** What every initialiser must hold, for Jest: `describeInitializer(classMean, { limit: 100 })`. */
export function describeInitializer(initializer: Initializer, options: object = {}): void {
  const rows = (parts: Partial<InitializerContext> = {}): Promise<Float32Array | null> =>
    initializer.rows(initializer.parse(options), madeUpContext(parts));

  describe(`initializer "${initializer.name}" ${JSON.stringify(options)}`, () => {
    beforeAll(usePlainJavaScript);

    test("gives finite rows [C, D] that are not all alike, or none at all", async () => {
      const head = await rows();
      if (head === null) return;
      expect(head.length).toBe(CLASSES * WIDTH);
      expect(head.every(Number.isFinite)).toBe(true);
      expect(
        new Set(Array.from({ length: CLASSES }, (_, c) => head.slice(c * WIDTH, (c + 1) * WIDTH).join())).size,
      ).toBe(CLASSES);
    });

    test("gives the same rows every time", async () => {
      expect(await rows()).toEqual(await rows());
    });

    test("asks for nothing that it did not declare", async () => {
      const withoutText = {
        textFeatures: refuse("text features"),
        imageProjection: refuse("the image projection"),
        descriptions: refuse("descriptions"),
      };
      await rows({
        ...(initializer.needs.text ? {} : withoutText),
        ...(initializer.needs.features ? {} : { trainFeatures: refuse("image features") }),
      });
    });

    test("leaks no tensor", async () => {
      await rows();
      const before = tf.memory().numTensors;
      await rows();
      expect(tf.memory().numTensors).toBe(before);
    });

    test("refuses options that do not exist", () => {
      expectStrictOptions((raw) => initializer.parse(raw), options);
    });
  });
}
