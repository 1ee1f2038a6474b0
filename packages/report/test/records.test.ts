import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { LiftError } from "@liftjs/contracts";
import { readRecords } from "../src/index.js";
import { temporaryFolder, writeFixture } from "./fixture-grid.js";

let out: string;
beforeEach(async () => {
  out = await temporaryFolder();
  await writeFixture(out, { classes: 6, epochs: 3 });
});
afterEach(() => rm(out, { recursive: true, force: true }));

const result = (cell: string) => join(out, "cells", cell, "result.json");
const edit = async (path: string, change: (record: Record<string, unknown>) => void) => {
  const record = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  change(record);
  await writeFile(path, JSON.stringify(record));
};
const failure = (read: () => unknown): unknown => {
  try {
    read();
    return null;
  } catch (error) {
    return error;
  }
};

describe("readRecords", () => {
  test("reads results, analyses and curves", async () => {
    const records = readRecords(out);
    expect(records.warnings).toEqual([]);
    expect(records.cells.size).toBe(15);
    expect(records.analyses.size).toBe(10);
    expect(records.trainings.get("t0s0")).toHaveLength(3);
  });

  test("a result that is cut off is named and left out, the rest is read", async () => {
    await writeFile(result("c0s1"), '{"schema": 1, "cell": "c0');
    const { cells, warnings } = readRecords(out);
    expect(cells.size).toBe(14);
    expect(warnings).toEqual([expect.stringMatching(/^cells\/c0s1\/result\.json is not JSON: .*left out$/)]);
  });

  test("a wrong value is named with its place", async () => {
    await edit(result("c0s0"), (record) => ((record["metrics"] as Record<string, unknown>)["few"] = "12"));
    const { cells, warnings } = readRecords(out);
    expect(cells.has("c0s0")).toBe(false);
    expect(warnings.join()).toMatch(/cells\/c0s0\/result\.json is not a record of this version: "metrics\.few"/);
  });

  test("a key of a newer version is passed over with a note", async () => {
    await edit(result("c0s0"), (record) => {
      record["novel"] = 1;
      (record["timing"] as Record<string, unknown>)["watts"] = 3;
    });
    const { cells, warnings } = readRecords(out);
    expect(cells.get("c0s0")).not.toHaveProperty("novel");
    expect(warnings).toEqual([expect.stringContaining('unknown key "novel"')]);
    expect(warnings[0]).toContain('"timing": unknown key "watts"');
  });

  test("another cell's result is refused", async () => {
    await edit(result("c0s0"), (record) => (record["cell"] = "elsewhere"));
    const { cells, warnings } = readRecords(out);
    expect(cells.has("c0s0")).toBe(false);
    expect(warnings.join()).toMatch(/says that it is cell "elsewhere"/);
  });

  test("a line of a curve that a kill has cut off is named", async () => {
    const path = join(out, "trainings", "t0s0", "metrics.jsonl");
    await writeFile(path, (await readFile(path, "utf8")) + '{"epoch": 3, "lea');
    const { trainings, warnings } = readRecords(out);
    expect(trainings.get("t0s0")).toHaveLength(3);
    expect(warnings.join()).toMatch(/trainings\/t0s0\/metrics\.jsonl line 4 is not JSON/);
  });

  test("an id that would leave the folder is refused", async () => {
    await edit(join(out, "grid.json"), (grid) => (grid["rows"] = [{ row: "x", cells: ["../c0s0", "..", "c0s0"] }]));
    const { cells, warnings } = readRecords(out);
    expect([...cells.keys()]).toEqual(["c0s0"]);
    expect(warnings).toHaveLength(2);
  });

  test("without grid.json the error says what to do", async () => {
    await rm(join(out, "grid.json"));
    const error = failure(() => readRecords(out));
    expect(LiftError.is(error) && error.code).toBe("IO");
    expect((error as Error).message).toMatch(/no grid\.json in .*--out/);
  });

  test("a broken grid.json is an error that names the field", async () => {
    await edit(join(out, "grid.json"), (grid) => delete grid["title"]);
    const error = failure(() => readRecords(out));
    expect(LiftError.is(error) && error.code).toBe("FORMAT");
    expect((error as Error).message).toMatch(/grid\.json .*"title"/);
  });
});
