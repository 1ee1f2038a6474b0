import { expect, test } from "@jest/globals";
import type { Host } from "@liftjs/contracts";
import { checkHooks } from "@liftjs/core-tensor";
import { expectLiftError, tinyClip, tinyResnet, tinyTransformer } from "@liftjs/testkit";

const check = (host: Host, site: string, needs: readonly string[] = []): void => {
  checkHooks(host, [{ name: "mine", hooks: [{ site, needs }] }]);
};
const refused = (host: Host, site: string, needs: readonly string[] = []): string =>
  expectLiftError("SITE", () => {
    check(host, site, needs);
  });

const transformer = tinyTransformer().host;

test("every site of a model passes, its parameters' too", () => {
  for (const { host } of [tinyTransformer(), tinyClip(), tinyResnet()]) {
    for (const site of host.sites) check(host, site);
    for (const name of host.parameters.keys()) check({ ...host, sites: new Set() }, `weights.${name}`);
  }
});

test("a misspelt site is named with its plugin, the nearest one and the sites there are", () => {
  const message = refused(transformer, "blocks.0.atn.out");
  expect(message).toContain('plugin "mine" hooks the site "blocks.0.atn.out"');
  expect(message).toContain('did you mean "blocks.0.attn.out"?');
  expect(message).toContain("blocks.i.attn.scores");
  expect(message).not.toContain("weights.");
});

test("a block that is not there, and a misspelt parameter", () => {
  expect(refused(transformer, "blocks.3.norm1")).toContain("of 3 blocks");
  const message = refused(transformer, "weights.blocks.0.attn.qkv.wait");
  expect(message).toContain('did you mean "weights.blocks.0.attn.qkv.weight"?');
  expect(message).toContain("weights.blocks.i.mlp.in.bias");
});

test("text sites exist where there is a text tower, token sites where there are tokens", () => {
  check(tinyClip().host, "text.context");
  refused(transformer, "text.context");
  refused(tinyResnet().host, "blocks.0.tokens");
});

test("sites that a hook asks for are checked alike", () => {
  check(transformer, "pooled", ["blocks.0.tokens"]);
  expect(refused(transformer, "pooled", ["blocks.0.token"])).toContain(
    'asks, at "pooled", for the site "blocks.0.token"',
  );
});
