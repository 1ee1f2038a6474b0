import { describe, expect, test } from "@jest/globals";
import { describeInitializer, madeUpContext } from "@liftjs/testkit";
import { classMean, initializers, kShot, random, semantic } from "../src/index.js";

for (const initializer of initializers) describeInitializer(initializer, initializer === kShot ? { shots: 2 } : {});
describeInitializer(classMean, { limit: "all", center: true });
for (const prompts of ["name", "ensemble", "descriptions"]) describeInitializer(semantic, { prompts });

const lengths = (head: Float32Array): number[] =>
  Array.from({ length: 4 }, (_, c) => Math.hypot(...head.subarray(c * 6, (c + 1) * 6)));

test("rows have unit length", async () => {
  for (const initializer of initializers.filter((i) => i !== random)) {
    const head = (await initializer.rows(
      initializer.parse(initializer === kShot ? { shots: 1 } : {}),
      madeUpContext(),
    ))!;
    for (const length of lengths(head)) expect(length).toBeCloseTo(1, 5);
  }
});

test("class means are means, of so many images as are asked for", async () => {
  const asked: (number | undefined)[] = [];
  const trainFeatures = async (limit?: number) => {
    asked.push(limit);
    return { features: Float32Array.from([1, 0, 5, 8, 0, 2]), labels: Int32Array.from([0, 0, 1]), width: 2 };
  };
  const context = madeUpContext({ classes: 2, featureWidth: 2, trainFeatures });
  const rounded = async (options: object): Promise<number[]> =>
    [...(await classMean.rows(classMean.parse(options), context))!].map((v) => Number(v.toFixed(4)));
  expect(await rounded({})).toEqual([0.6, 0.8, 0, 1]); // (3, 4) and (0, 2)
  expect(await rounded({ limit: "all", center: true })).toEqual([0.8321, 0.5547, -0.8321, -0.5547]); // less (1.5, 3)
  await kShot.rows(kShot.parse({ shots: 7 }), context);
  expect(asked).toEqual([100, undefined, 7]);
});

test("text features go back through the transpose of the image projection", async () => {
  const context = madeUpContext({
    classes: 2,
    featureWidth: 3,
    classNames: ["a_b", "c"],
    textFeatures: async (prompts) => {
      expect(prompts).toEqual(["a photo of a a b.", "a photo of a c."]);
      return { features: Float32Array.from([3, 0, 0, 5]), width: 2 };
    },
    imageProjection: async () => ({ shape: [2, 3], data: Float32Array.from([0, 3, 4, 2, 0, 0]) }),
  });
  expect([...(await semantic.rows(semantic.parse({}), context))!].map((v) => Number(v.toFixed(4)))).toEqual([
    0, 0.6, 0.8, 1, 0, 0,
  ]);
});

test("the ensemble has 80 prompts a class and averages unit-length features", async () => {
  let asked = 0;
  const textFeatures = async (prompts: readonly string[]) => {
    asked = prompts.length;
    return { features: Float32Array.from(prompts.flatMap((_, i) => (i % 2 ? [0, 9] : [1, 0]))), width: 2 };
  };
  const rows = await semantic.rows(
    semantic.parse({ prompts: "ensemble" }),
    madeUpContext({ featureWidth: 2, textFeatures, imageProjection: async () => null }),
  );
  expect(asked).toBe(320);
  expect(rows![0]).toBeCloseTo(Math.SQRT1_2, 6);
});

describe("bad input", () => {
  const message = async (run: Promise<unknown>): Promise<string> =>
    run.then(
      () => "nothing was thrown",
      (error: unknown) => (error as Error).message,
    );
  test("a class without a name, without a description, without an image", async () => {
    expect(
      await message(semantic.rows(semantic.parse({}), madeUpContext({ classNames: ["a", "", "c", "d"] }))),
    ).toContain("classes 1 have none");
    expect(
      await message(
        semantic.rows(semantic.parse({ prompts: "descriptions" }), madeUpContext({ descriptions: async () => ({}) })),
      ),
    ).toContain('no description of class 0 "red fox"');
    const two = { features: Float32Array.from([1, 2]), labels: Int32Array.from([0, 1]), width: 1 };
    expect(
      await message(classMean.rows(classMean.parse({}), madeUpContext({ trainFeatures: async () => two }))),
    ).toContain("classes 2, 3 have none");
  });
  test("rows of another width than the features, a template without a place for the name", async () => {
    expect(
      await message(semantic.rows(semantic.parse({}), madeUpContext({ imageProjection: async () => null }))),
    ).toContain("width 5 for features of width 6");
    expect(() => semantic.parse({ template: "a photo" })).toThrow('"{}"');
  });
});
