import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { LiftError } from "@liftjs/contracts";
import * as records from "../src/index.js";
import { aResult } from "./a-result.js";

let out: string;
let said: string[];
const warn = (line: string): void => void said.push(line);
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "liftjs-records-"));
  said = [];
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

describe("a result", () => {
  test("is read as it was written, and counts as finished", () => {
    const result = aResult("ab12");
    records.writeResult(out, result);
    expect(records.readResult(out, "ab12", warn)).toEqual(result);
    expect(records.readFinished(out, "ab12", warn)).toEqual(result);
    expect(said).toEqual([]);
  });

  test.each([
    ["empty", "", "is empty"],
    ["cut off", JSON.stringify(aResult("ab12")).slice(0, 300), "is not JSON"],
    ["another cell's", JSON.stringify(aResult("cd34")), 'says that it is cell "cd34"'],
    ["of another schema", JSON.stringify({ ...aResult("ab12"), schema: 2 }), "is not a record of this version"],
    ["no object", "[]", "is not a record of this version"],
  ])("that is %s is named and does not count", (_what, text, line) => {
    put(records.resultFile(out, "ab12"), text);
    expect(records.readFinished(out, "ab12", warn)).toBeNull();
    expect(said).toEqual([expect.stringContaining(`cells/ab12/result.json ${line}`)]);
  });

  test("from before there were rules of identity is read, but made again", () => {
    const { identity: _identity, ...old } = aResult("ab12");
    records.writeResult(out, old);
    expect(records.readResult(out, "ab12", warn)).toEqual(old);
    expect(records.readFinished(out, "ab12", warn)).toBeNull();
    expect(said).toEqual([
      `cells/ab12/result.json was made before results had rules of identity, today's are ${records.IDENTITY}`,
    ]);
  });

  test("that is not there is nothing to speak of", () => {
    expect(records.readFinished(out, "ab12", warn)).toBeNull();
    expect(said).toEqual([]);
  });

  test("that could not be read again is not written", () => {
    const wrong = { ...aResult("ab12"), epochs: Number.NaN };
    expect(() => records.writeResult(out, wrong)).toThrow(/epochs/);
    expect(records.cellIds(out)).toEqual([]);
  });

  test("with a key that is not known counts, and the key is named", () => {
    put(records.resultFile(out, "ab12"), JSON.stringify({ ...aResult("ab12"), novel: 1 }));
    expect(records.readFinished(out, "ab12", warn)).toEqual(aResult("ab12"));
    expect(said).toEqual(['cells/ab12/result.json: unknown key "novel" (ignored)']);
  });
});

describe("a curve", () => {
  const epoch = (n: number) => ({ epoch: n, learningRate: 0.1, loss: 1, seconds: 2, endedAt: "2026-01-01T00:00:00Z" });

  test("grows by an epoch; epochs that are done again are replaced", () => {
    for (const n of [0, 1, 2, 1]) records.recordEpoch(out, "t", epoch(n), warn);
    expect(records.readCurve(out, "t", warn)).toEqual([epoch(0), epoch(1)]);
    expect(said).toEqual([]);
  });

  test("half a line, as a kill leaves it, is named and left out, and gone with the next epoch", () => {
    records.recordEpoch(out, "t", epoch(0), warn);
    const path = records.curveFile(out, "t");
    writeFileSync(path, readFileSync(path, "utf8") + '{"epoch": 1, "lea');
    expect(records.readCurve(out, "t", warn)).toEqual([epoch(0)]);
    expect(said).toEqual([expect.stringContaining("trainings/t/metrics.jsonl line 2 is not JSON")]);
    records.recordEpoch(out, "t", epoch(1), () => undefined);
    said = [];
    expect(records.readCurve(out, "t", warn)).toHaveLength(2);
    expect(said).toEqual([]);
  });

  test("an epoch gets the time at which it ended", () => {
    const before = Date.now();
    const { endedAt: _endedAt, ...bare } = epoch(0);
    records.recordEpoch(out, "t", bare, warn);
    const [read] = records.readCurve(out, "t", warn);
    expect(Date.parse(read?.endedAt ?? "")).toBeGreaterThanOrEqual(before);
  });
});

describe("failures", () => {
  const failure = { training: "t", cells: ["a"], code: "NUMERIC", message: "no", logTail: ["x"] };

  test("are kept and forgotten", () => {
    records.writeFailure(out, failure);
    expect(records.readFailures(out, warn)).toEqual([failure]);
    records.forgetFailure(out, "t");
    expect(records.readFailures(out, warn)).toEqual([]);
  });

  test("a damaged one is named and left out, the others are read", () => {
    records.writeFailure(out, failure);
    put(records.failureFile(out, "torn"), '{"training": "to');
    put(records.failureFile(out, "empty"), "");
    expect(records.readFailures(out, warn)).toEqual([failure]);
    expect(said.map((line) => line.split(" ")[0])).toEqual(["failures/empty.json", "failures/torn.json"]);
  });
});

describe("an analysis", () => {
  test("keeps four decimals", () => {
    records.writeAnalysis(out, "c", { weightNorms: [1 / 3] });
    expect(records.readAnalysis(out, "c", warn)).toEqual({ weightNorms: [0.3333] });
  });

  test("of features that is torn is named, and looked at again", () => {
    const of = { training: "t", split: "test", images: 10, data: "abc" };
    put(records.featuresFile(out, of), '{"interClass": [[1,');
    expect(records.readFeatureAnalysis(out, of, warn)).toBeNull();
    expect(said).toEqual([expect.stringContaining("trainings/t/features-test-10-abc.json is not JSON")]);
    records.writeFeatureAnalysis(out, of, { interClass: [[1]] });
    expect(records.readFeatureAnalysis(out, of, warn)).toEqual({ interClass: [[1]] });
  });
});

describe("a checkpoint's texts", () => {
  const position = { epoch: 1, step: 2, lossSum: 3.5, seconds: 4 };
  const record = { training: "t", position, microBatch: 8, data: "abc", weights: "def", tensors: "0123" };

  test("are read back", () => {
    expect(records.parseCheckpoint(records.checkpointMetadata(record), "state")).toEqual(record);
  });

  test.each([
    ["none", {}],
    ["torn", { checkpoint: '{"training":"t","position":{"epoch":' }],
    ["of another kind", { checkpoint: '{"training":"t","position":{"epoch":-1}}' }],
  ])("that are %s are refused by name", (_what, texts) => {
    const read = () => records.parseCheckpoint(texts, '"state.safetensors"');
    expect(read).toThrow(
      expect.objectContaining({ code: "FORMAT", message: expect.stringContaining("state.safetensors") }),
    );
  });
});

test("a folder that cannot be written is an IO error, and leaves nothing half-written", () => {
  put(join(out, "cells"), "a file where a folder should be");
  let thrown: unknown;
  try {
    records.writeResult(out, aResult("ab12"));
  } catch (error) {
    thrown = error;
  }
  expect(LiftError.is(thrown) && thrown.code).toBe("IO");
  expect(readdirSync(out)).toEqual(["cells"]);
});
