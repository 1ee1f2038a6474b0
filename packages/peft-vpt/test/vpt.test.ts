import { expect, test } from "@jest/globals";
import { AttachedModel, describePeft, someData, startingValues, tinyTransformer } from "@liftjs/testkit";
import { vptDeep, vptShallow } from "../src/index.js";

describePeft(vptShallow, { length: 3 }, { startsUnchanged: false, count: ({ width }) => 3 * width });
describePeft(vptDeep, { length: 3 }, { startsUnchanged: false, count: ({ blocks, width }) => blocks * 3 * width });
describePeft(vptDeep, { length: 2, blocks: { last: 2 }, initial: "normal" }, { startsUnchanged: false });

test("LIFT takes 10 prompts, LIFT+ a number that follows the data", () => {
  const { host } = tinyTransformer({ width: 64, blocks: 12 });
  const length = (options: object): number =>
    vptDeep.attach(host, vptDeep.parse(options), { ...someData, classes: 100 }).parameters[0]!.shape[0]!;
  expect([length({}), length({ length: "from-data" })]).toEqual([10, 8]);
  expect(() => vptDeep.parse({ length: 0 })).toThrow('"length"');
});

test("uniform prompts stay within ±√(6 / (3·patch² + D))", () => {
  const { parameters } = vptShallow.attach(tinyTransformer({ width: 64 }).host, vptShallow.parse({}), someData);
  const { data } = startingValues(parameters, 1)["blocks.0.prompt"]!;
  const bound = Math.sqrt(6 / (3 * 16 + 64));
  expect(Math.max(...data)).toBeLessThanOrEqual(bound);
  expect(Math.max(...data)).toBeGreaterThan(0.9 * bound);
});

test("deep prompts replace those of the block before, so each layout attends to N + p tokens", () => {
  const a = new AttachedModel(tinyTransformer(), vptDeep, { length: 3 });
  const lengths: number[] = [];
  for (const hook of a.attachment.hooks) {
    const apply = hook.apply;
    Object.assign(hook, {
      apply: (...args: Parameters<typeof apply>) => {
        const out = apply(...args);
        lengths.push(out.shape[1]!);
        return out;
      },
    });
  }
  a.features(a.weights, a.own);
  expect(lengths).toEqual([8, 8, 8]);
});
