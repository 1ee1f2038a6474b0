import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BackboneFamily } from "@liftjs/contracts";
import type { CellSettings } from "@liftjs/grid";
import { describeBackbone } from "@liftjs/testkit";
import { colourFolder, temporaryFolder, tinyCell, writeGrid } from "./helpers.js";

declare module "@liftjs/contracts" {
  interface BackboneCatalog {
    "mean-patch": { width: number; patch: number; resolution: number };
  }
}

const options = { width: 8, patch: 4, resolution: 8 };
const plugin = join(process.cwd(), "packages/run-grid/test/fixtures/own-backbone/mean-patch.mjs");
const command = join(process.cwd(), "packages/run-grid/dist/bin/run-grid.js");

const { meanPatch } = (await import(pathToFileURL(plugin).href)) as { meanPatch: BackboneFamily };
describeBackbone(meanPatch, options);

test("a backbone of somebody's own runs in a grid by --plugin, full and head only; what needs blocks is refused when planned", async () => {
  const base: CellSettings = { ...tinyCell(await colourFolder()), backbone: { family: "mean-patch", ...options } };
  const rows = { "head only": { peft: "none" }, full: { peft: "full" } };
  const run = (more: object, out: string) => {
    const grid = { title: "own backbone", base, rows: { ...rows, ...more } as Record<string, CellSettings> };
    const args = [command, writeGrid(temporaryFolder(), grid), "--plugin", plugin, "--out", out];
    return spawnSync(process.execPath, args, { encoding: "utf8" });
  };
  const out = temporaryFolder();
  const good = run({}, out);
  expect({ status: good.status, stderr: good.status ? good.stderr : "" }).toEqual({ status: 0, stderr: "" });
  const found = readdirSync(join(out, "cells")).map(
    (id) => JSON.parse(readFileSync(join(out, "cells", id, "result.json"), "utf8")) as { metrics: { overall: number } },
  );
  expect(found).toHaveLength(2);
  for (const { metrics } of found) expect(metrics.overall).toBeGreaterThan(50);
  const refused = run({ adaptformer: {} }, temporaryFolder());
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/adaptformer/);
});
