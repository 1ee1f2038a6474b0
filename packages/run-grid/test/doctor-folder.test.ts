import { beforeEach, expect, test } from "@jest/globals";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "@liftjs/locks";
import { adapterFile, curveFile, readFinished, recordEpoch, resultFile, writeGrid, writeResult } from "@liftjs/records";
import { aResult } from "../../records/test/a-result.js";
import { lookThrough, type Finding } from "../src/doctor/folder-state.js";
import { temporaryFolder } from "./helpers.js";

let out: string;
beforeEach(() => {
  out = temporaryFolder();
  for (const cell of ["a1", "b2", "c3"]) writeResult(out, aResult(cell));
  recordEpoch(out, "t1", { epoch: 0, learningRate: 0.1, loss: 1, seconds: 1 }, () => undefined);
  writeGrid(out, { title: "t", command: "x", rows: [{ row: "row", cells: ["a1", "b2", "c3"] }] });
});

const kinds = (findings: readonly Finding[]): string[] => findings.map(({ kind, what }) => `${kind}: ${what}`);

test("a whole folder has nothing to be said of it", () => {
  expect(lookThrough(out)).toEqual([]);
});

test("what is damaged, stale, missing or left locked is named; what can be made again is taken away", () => {
  const { identity: _identity, ...old } = aResult("b2");
  writeFileSync(resultFile(out, "a1"), "");
  writeFileSync(resultFile(out, "b2"), JSON.stringify(old));
  writeGrid(out, { title: "t", command: "x", rows: [{ row: "row", cells: ["a1", "b2", "c3", "d4"] }] });
  appendFileSync(curveFile(out, "t1"), '{"ep');
  mkdirSync(join(out, "failures"));
  writeFileSync(join(out, "failures", "t9.json"), "{");
  const adapter = { base: { name: "none", sha256: "w" }, sha256: "another" };
  writeFileSync(adapterFile(out, "t1"), JSON.stringify(adapter));
  writeFileSync(join(out, "trainings", "t1", "adapter.safetensors"), "torn");
  writeFileSync(join(out, "grid.json.123.partial"), "");
  writeFileSync(join(out, ".lock"), "");
  const found = lookThrough(out);
  expect(kinds(found)).toEqual([
    expect.stringContaining("stale: the lock of a run that was killed"),
    'missing: cell d4 ("row") has no result',
    "damaged: cells/a1/result.json is empty",
    expect.stringContaining("stale: cells/b2/result.json was made before results had rules of identity"),
    expect.stringContaining("damaged: trainings/t1/metrics.jsonl line 2 is not JSON"),
    "damaged: trainings/t1/adapter.safetensors is not what adapter.json was written for",
    expect.stringContaining("damaged: failures/t9.json is not JSON"),
    expect.stringContaining("grid.json.123.partial was never finished"),
  ]);
  for (const { mend } of found) mend?.();
  for (const gone of [resultFile(out, "a1"), join(out, "failures", "t9.json"), join(out, ".lock")])
    expect(existsSync(gone)).toBe(false);
  expect(readFinished(out, "c3", () => undefined)).not.toBeNull();
  expect(new Set(kinds(lookThrough(out)).map((line) => line.split(":")[0]))).toEqual(new Set(["missing"]));
});

test("a folder in which a run works is locked", () => {
  const { release } = takeLock(join(out, ".lock"), String);
  expect(kinds(lookThrough(out))).toEqual([
    expect.stringContaining(`locked: a run works here: process ${process.pid}`),
  ]);
  release();
});

test("what is no folder is refused", () => {
  expect(() => lookThrough(join(out, "grid.json"))).toThrow("is no folder");
});
