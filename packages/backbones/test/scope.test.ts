import { beforeAll, expect, test } from "@jest/globals";
import type { SiteHook } from "@liftjs/contracts";
import { expectLiftError, usePlainJavaScript } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { createScope } from "@liftjs/core-tensor";

beforeAll(usePlainJavaScript);

const value = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;
const plus = (site: string, n: number): SiteHook => ({ site, apply: (x) => tf.add(x, n) });
const times = (site: string, own: string): SiteHook => ({ site, apply: (x, at) => tf.mul(x, at.own(own)) });

test("hooks of several plugins apply in the order of the attachments, each with its own values", () => {
  const scope = createScope({
    parameters: {},
    attachments: [
      { name: "a", hooks: [plus("x", 1), times("x", "factor")], own: { factor: tf.scalar(10) } },
      { name: "b", hooks: [times("x", "factor")], own: { factor: tf.scalar(2) } },
    ],
  });
  expect(value(scope.at("x", tf.scalar(3)))).toBe(80);
  expect([scope.hooked("x"), scope.hooked("y")]).toEqual([true, false]);
  const untouched = tf.scalar(1);
  expect(scope.at("y", untouched)).toBe(untouched);
});

test("a hook sees the input, the model's parameters and whether it trains", () => {
  const seen: unknown[] = [];
  const look: SiteHook = {
    site: "x",
    apply: (x, at) => (seen.push(value(at.input), value(at.parameter("w")), at.training), x),
  };
  const scope = createScope({
    parameters: { w: tf.scalar(7) },
    attachments: [{ name: "a", hooks: [look], own: {} }],
    training: true,
  });
  scope.at("x", tf.scalar(1), tf.scalar(2));
  scope.at("x", tf.scalar(5));
  expect(seen).toEqual([2, 7, true, 5, 7, true]);
});

test("a replaced parameter is computed once, again only when its tidy has ended", () => {
  let computed = 0;
  const replace: SiteHook = { site: "weights.w", apply: (x) => (computed++, tf.add(x, 1)) };
  const scope = createScope({
    parameters: { w: tf.scalar(1) },
    attachments: [{ name: "a", hooks: [replace], own: {} }],
  });
  tf.tidy(() => [scope.parameter("w"), scope.parameter("w")].map(value));
  expect(computed).toBe(1);
  expect(tf.tidy(() => value(scope.parameter("w")))).toBe(2);
  expect(computed).toBe(2);
});

test("names what is not there, and refuses a hook that asks for what it replaces", () => {
  const loop: SiteHook = { site: "weights.w", apply: (_, at) => at.parameter("w") };
  const greedy: SiteHook = { site: "x", apply: (_, at) => at.own("missing") };
  const scope = createScope({
    parameters: { w: tf.scalar(1) },
    attachments: [{ name: "mine", hooks: [loop, greedy], own: { there: tf.scalar(1) } }],
  });
  expect(expectLiftError("WEIGHTS", () => scope.parameter("v"))).toContain('the model has no parameter "v"; it has: w');
  expect(expectLiftError("WEIGHTS", () => scope.at("x", tf.scalar(1)))).toContain(
    'plugin "mine" has no parameter "missing"; it has: there',
  );
  expectLiftError("SITE", () => scope.parameter("w"));
});
