import { beforeAll, describe, expect, test } from "@jest/globals";
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { readRecords } from "@liftjs/report";
import { colourFolder, temporaryFolder, tinyCell, writeGrid } from "./helpers.js";

/** Every test here runs the real command in a process of its own, on the engine that is there. */
const command = join(process.cwd(), "packages/run-grid/dist/bin/run-grid.js");
const run = (args: string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
};

type Result = { name: string; metrics: unknown; trainableParameters: number };
const results = (out: string): Record<string, Result> =>
  Object.fromEntries(
    readdirSync(join(out, "cells")).map((id) => [
      id,
      JSON.parse(readFileSync(join(out, "cells", id, "result.json"), "utf8")) as Result,
    ]),
  );
const essence = (out: string) =>
  Object.fromEntries(Object.entries(results(out)).map(([id, r]) => [id, { name: r.name, metrics: r.metrics }]));
const adapters = (out: string) =>
  Object.fromEntries(
    readdirSync(join(out, "trainings")).map((id) => [
      id,
      readFileSync(join(out, "trainings", id, "adapter.safetensors")).toString("base64"),
    ]),
  );

let photos: string;
let file: string;
beforeAll(async () => {
  photos = await colourFolder();
  const cell = tinyCell(photos);
  file = writeGrid(temporaryFolder(), {
    title: "tiny",
    base: cell,
    rows: {
      adaptformer: {},
      "adaptformer, TTE": { tte: { name: "five-crop", expand: 3 } },
      "head only": { peft: "none" },
      lora: { peft: "lora" },
    },
  });
});

describe("run-grid", () => {
  test("runs every cell, shares trainings, writes records and a report; a rerun runs nothing", () => {
    const out = temporaryFolder();
    const first = run([file, "--out", out]);
    expect(first.stderr).not.toContain("FAILED");
    expect(first.status).toBe(0);
    const found = Object.values(results(out));
    expect(found.map((r) => r.name).sort()).toEqual(["adaptformer", "adaptformer, TTE", "head only", "lora"]);
    expect(readdirSync(join(out, "trainings")).length).toBe(3);
    for (const page of ["report/index.html", "grid.json"]) expect(existsSync(join(out, page))).toBe(true);
    expect(first.stdout).toContain("lora");
    const before = JSON.stringify(results(out));
    const again = run([file, "--out", out]);
    expect(again.status).toBe(0);
    expect(again.stderr).not.toContain("started");
    expect(JSON.stringify(results(out))).toBe(before);
  });

  test("leaves what the report's figures need, by the report's own schema, also of the cells that share a training", async () => {
    const out = temporaryFolder();
    const curves = writeGrid(temporaryFolder(), {
      title: "figures",
      base: tinyCell(photos),
      rows: {
        adaptformer: { curve: true },
        "adaptformer, TTE": { curve: true, tte: { name: "five-crop", expand: 3 } },
        "head only": { peft: "none" },
        off: { peft: "lora", analysis: { images: 0 } },
      },
    });
    expect(run([curves, "--out", out]).status).toBe(0);
    const { grid, analyses, trainings, warnings } = readRecords(out);
    expect(warnings).toEqual([]);
    const of = (row: string) => analyses.get(grid.rows.find((r) => r.row === row)!.cells[0]!)!;
    const [plain, tte, head, off] = ["adaptformer", "adaptformer, TTE", "head only", "off"].map(of);
    expect(plain!.scales).toHaveLength(2);
    expect(head!.scales).toBeUndefined();
    for (const found of [plain!, tte!, head!]) {
      expect(found.interClass!.map((line, c) => line[c])).toEqual([1, 1, 1]);
      expect(found.intraClass!.tail!.train).toHaveLength(17);
      expect(found.intraClass!.tail!.test).toHaveLength(12);
      expect(found.weightNorms).toHaveLength(3);
      expect(found.confusion!.flat().reduce((a, b) => a + b)).toBe(12);
      expect(found.trainMetrics!.overall).toBeGreaterThanOrEqual(0);
    }
    expect(tte!.interClass).toEqual(plain!.interClass);
    expect(Object.keys(off!).sort()).toEqual(["calibration", "confusion", "weightNorms"]);
    const epochs = [...trainings.values()].find((lines) => lines.some((line) => line.testMetrics))!;
    expect(epochs.map((line) => typeof line.metrics?.overall)).toEqual(["number", "number"]);
    expect(readFileSync(join(out, "report/index.html"), "utf8")).toContain('id="figure-inter-class-similarity"');
  });

  test("the process executor gives the same numbers as the inline one", () => {
    const [inline, processes] = [temporaryFolder(), temporaryFolder()];
    expect(run([file, "--out", inline], { TF_NUM_INTRAOP_THREADS: "1", OMP_NUM_THREADS: "1" }).status).toBe(0);
    expect(run([file, "--out", processes, "--executor", "process", "--workers", "2"]).status).toBe(0);
    expect(essence(processes)).toEqual(essence(inline));
  });

  test("killed at any moment and run again: the result is bit-equal to an undisturbed run's", async () => {
    const [calm, hurt] = [temporaryFolder(), temporaryFolder()];
    expect(run([file, "--out", calm]).status).toBe(0);
    for (const after of [1500, 2500, 3500]) await killAfter([file, "--out", hurt], after);
    expect(run([file, "--out", hurt]).status).toBe(0);
    expect(essence(hurt)).toEqual(essence(calm));
    expect(adapters(hurt)).toEqual(adapters(calm));
  });

  test("one failing cell never stops the others; it is kept, skipped, and retried when asked", () => {
    const out = temporaryFolder();
    const broken = writeGrid(temporaryFolder(), {
      title: "broken",
      base: tinyCell(photos),
      rows: { explodes: { optimizer: { learningRate: 1e30 } }, fine: {} },
    });
    const first = run([broken, "--out", out]);
    expect(first.status).toBe(1);
    expect(first.stderr).toMatch(/FAILED\s+explodes: NUMERIC the loss became/);
    expect(Object.values(results(out)).map((r) => r.name)).toEqual(["fine"]);
    const second = run([broken, "--out", out]);
    expect(second.status).toBe(1);
    expect(second.stderr).toContain("failed before, skipped: explodes");
    expect(run([broken, "--out", out, "--retry-failed"]).stderr).toContain("started  explodes");
  });

  test("records that are damaged never stop a grid: they are named, and what they stood for is made again", () => {
    const out = temporaryFolder();
    expect(run([file, "--out", out]).status).toBe(0);
    const before = essence(out);
    const [empty, torn] = Object.keys(before).map((id) => join(out, "cells", id, "result.json"));
    writeFileSync(empty!, "");
    writeFileSync(torn!, readFileSync(torn!, "utf8").slice(0, 200));
    mkdirSync(join(out, "failures"));
    writeFileSync(join(out, "failures", "abc.json"), '{"training":');
    const [training] = readdirSync(join(out, "trainings"));
    appendFileSync(join(out, "trainings", training!, "metrics.jsonl"), '{"epoch": 7, "le');
    const planned = run([file, "--out", out, "--dry-run", "--json"]);
    expect((JSON.parse(planned.stdout) as { totals: { cached: number } }).totals.cached).toBe(2);
    const { status, stderr } = run([file, "--out", out]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/cells\/\w+\/result\.json is empty; made again/);
    expect(stderr).toMatch(/cells\/\w+\/result\.json is not JSON: .*; made again/);
    expect(stderr).toMatch(/failures\/abc\.json is not JSON/);
    expect(essence(out)).toEqual(before);
  });

  test("as many failures as may be: nothing starts after them, what failed shows the tail of its log in the report", () => {
    const rows = {
      "explodes first": { optimizer: { learningRate: 1e30 } },
      "explodes too": { optimizer: { learningRate: 2e30 } },
      fine: {},
    };
    const broken = writeGrid(temporaryFolder(), { title: "broken", base: tinyCell(photos), rows });
    const failed = (stderr: string) => stderr.split("\n").filter((line) => line.startsWith("FAILED")).length;
    const [fast, twice] = [temporaryFolder(), temporaryFolder()];
    const first = run([broken, "--out", fast, "--fail-fast"]);
    expect([first.status, failed(first.stderr), existsSync(join(fast, "cells"))]).toEqual([1, 1, false]);
    const second = run([broken, "--out", twice, "--max-failures", "2"]);
    expect([second.status, failed(second.stderr), existsSync(join(twice, "cells"))]).toEqual([1, 2, false]);
    const page = readFileSync(join(twice, "report/index.html"), "utf8");
    const failures = page.slice(page.indexOf('id="failures"'));
    expect(failures).toMatch(/explodes first: started/);
    expect(failures).toMatch(/failed \(NUMERIC\): the loss became/);
    expect(run([broken, "--out", twice]).stderr).toContain("finished fine");
  });

  test("a dry run says what would run and leaves no trace", () => {
    const out = join(temporaryFolder(), "never");
    const { status, stdout } = run([file, "--out", out, "--dry-run", "--json"]);
    expect(status).toBe(0);
    const plan = JSON.parse(stdout) as {
      cells: { trainableParameters: number; cached: boolean; estimate: { seconds: number } }[];
      trainings: number;
    };
    expect(plan.cells.length).toBe(4);
    expect(plan.trainings).toBe(3);
    expect(plan.cells[0]!.trainableParameters).toBe(2 * ((2 * 2 + 3) * 16 + 2 + 1));
    expect(plan.cells.every((c) => !c.cached && c.estimate.seconds > 0)).toBe(true);
    expect(existsSync(out)).toBe(false);
  });

  test("a wrong grid or flag runs nothing and exits with 2", () => {
    const wrong = writeGrid(temporaryFolder(), {
      title: "wrong",
      base: tinyCell(photos),
      rows: { a: { loss: "l2" as "la" } },
    });
    const out = join(temporaryFolder(), "never");
    expect(run([wrong, "--out", out])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean "la"?') as unknown as string,
    });
    expect(run([file, "--out", out, "--seeds", "0"]).status).toBe(2);
    expect(run([file, "--out", out, "--unknown-flag"]).status).toBe(2);
    expect(run(["no-such-grid.ts"]).status).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ["a file", () => join(photos, "train", "red", "0.png")],
    ["below a file", () => join(photos, "train", "red", "0.png", "out")],
    ["where the file system refuses folders", () => "/proc/liftjs"],
  ])("--out that is %s is refused at once, in a sentence", (_what, out) => {
    const { status, stderr } = run([file, "--out", out()]);
    expect(status).toBe(1);
    expect(stderr).toContain(`error (IO): cannot write to the folder "${out()}"`);
  });

  test("a second run in the same folder is refused while the first one lives", () => {
    const out = temporaryFolder();
    writeFileSync(join(out, ".lock"), String(process.pid));
    const { status, stderr } = run([file, "--out", out]);
    expect(status).toBe(1);
    expect(stderr).toContain("another run-grid");
  });
});

/** Start the command and kill it outright; resolves when it is gone. */
function killAfter(args: string[], milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.on("exit", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
