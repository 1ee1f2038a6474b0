import { describe, expect, test } from "@jest/globals";
import type { BackboneModel, HostTensors } from "@liftjs/contracts";
import { expectLiftError, startingValues } from "@liftjs/testkit";
import { clipVit } from "../src/index.js";

const options = { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8, projection: 8 };
const text = { width: 8, blocks: 1, heads: 2, vocabulary: 514, context: 9 };
const build = (changed: object = {}): BackboneModel => clipVit.build(clipVit.parse({ ...options, ...changed }));
const valuesOf = (model: BackboneModel): HostTensors => startingValues(model.parameters, 1);
const refusal = (changed: object): string =>
  expectLiftError("WEIGHTS", () => clipVit.adopt(build(changed), valuesOf(build())));

describe("facts and weights that disagree are named first", () => {
  test("width", () => expect(refusal({ width: 32 })).toContain("width is 16 in the weights and 32 in the model"));
  test("patch", () => expect(refusal({ patch: 8 })).toContain("patch is 4 in the weights and 8 in the model"));
  test("blocks", () => expect(refusal({ blocks: 3 })).toContain("blocks is 2 in the weights and 3 in the model"));
  test("the hidden width", () =>
    expect(refusal({ mlpRatio: 2 })).toContain("mlpWidth is 64 in the weights and 32 in the model"));
  test("the projection", () =>
    expect(refusal({ projection: 4 })).toContain("projection is 8 in the weights and 4 in the model"));
});

test("a text tower and a projection that were not asked for are left out; one that was asked for must be there", () => {
  const whole = valuesOf(build({ text }));
  expect(Object.keys(clipVit.adopt(build(), whole))).toEqual([...build().host.parameters.keys()]);
  const bare = clipVit.build(clipVit.parse({ ...options, projection: undefined }));
  expect(Object.keys(clipVit.adopt(bare, whole))).not.toContain("projection");
  expect(refusal({ text })).toContain("missing (18): text.token");
});

test("positions are brought to another resolution", () => {
  const adopted = clipVit.adopt(build({ resolution: 16 }), valuesOf(build()));
  expect(adopted["position"]!.shape).toEqual([17, 16]);
});

test("the error carries its lists", () => {
  const { "norm.weight": gone, ...short } = valuesOf(build());
  const adopt = (): unknown => clipVit.adopt(build(), { ...short, stranger: gone! });
  expect(adopt).toThrow(
    expect.objectContaining({ details: { facts: [], missing: ["norm.weight"], extra: ["stranger"], misshaped: [] } }),
  );
});
