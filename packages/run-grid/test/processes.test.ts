import { beforeAll, describe, expect, test } from "@jest/globals";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readResult } from "@liftjs/records";
import { colourFolder, temporaryFolder, tinyCell, writeGrid } from "./helpers.js";

/** What becomes of the real command when it, or a worker of its, is stopped in the middle of a training. */
const command = join(process.cwd(), "packages/run-grid/dist/bin/run-grid.js");
let file: string;
beforeAll(async () => {
  const rows = { slow: { epochs: 40 } };
  file = writeGrid(temporaryFolder(), { title: "slow", base: tinyCell(await colourFolder()), rows });
});

const pidOf = ({ pid }: ChildProcess): number => {
  if (pid === undefined) throw new Error("it was not started");
  return pid;
};

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

/** Start the command in a process group of its own; resolves when a training has done an epoch. */
async function begin(out: string, more: readonly string[]): Promise<Running> {
  const args = [command, file, "--out", out, "--engine", "cpu", ...more];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  while (child.exitCode === null && !inTraining(out)) await pause(20);
  return { child, said: () => text, ended };
}

const inTraining = (out: string): boolean =>
  existsSync(join(out, "trainings")) &&
  readdirSync(join(out, "trainings")).some((id) => existsSync(join(out, "trainings", id, "metrics.jsonl")));
const isDone = (out: string): boolean => existsSync(join(out, "cells"));
const workersOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter((child) => child && readFileSync(`/proc/${child}/cmdline`, "utf8").includes("worker.js"))
    .map(Number);
/** Whether a process runs; one that has ended and that nobody has asked after does not. */
const runs = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
const lossIn = (out: string): number | undefined =>
  readdirSync(join(out, "cells")).map((id) => readResult(out, id, () => undefined)?.metrics.nll ?? NaN)[0];

describe.each([
  ["inline", "SIGINT"],
  ["process", "SIGINT"],
  ["process", "SIGTERM"],
] as const)("--executor %s", (executor, signal) => {
  test.each(["the command alone", "its whole group"])(`${signal} to %s: saved, 130, a hint, no lock`, async (whom) => {
    const out = temporaryFolder();
    const { child, said, ended } = await begin(out, ["--executor", executor]);
    process.kill(whom === "the command alone" ? pidOf(child) : -pidOf(child), signal);
    expect(await ended).toBe(130);
    expect(said()).toContain("the same command goes on from here");
    expect([isDone(out), existsSync(join(out, ".lock"))]).toEqual([false, false]);
    const [training] = readdirSync(join(out, "trainings"));
    expect(existsSync(join(out, "trainings", training ?? "", "state.safetensors"))).toBe(true);
  });

  test(`${signal} twice: stopped at once, 130, a hint, no lock, no worker left`, async () => {
    const out = temporaryFolder();
    const { child, said, ended } = await begin(out, ["--executor", executor]);
    const workers = executor === "process" ? workersOf(pidOf(child)) : [];
    process.kill(pidOf(child), "SIGSTOP"); // so that both are there when it goes on
    process.kill(pidOf(child), signal);
    process.kill(pidOf(child), "SIGCONT");
    while (!said().includes("interrupted")) await pause(1);
    process.kill(pidOf(child), signal);
    expect(await ended).toBe(130);
    expect(existsSync(join(out, ".lock"))).toBe(false);
    await pause(300);
    expect(workers.filter(runs)).toEqual([]);
  });
});

describe("a worker", () => {
  test("that the system kills is tried again with half as many images at once, and nothing is lost", async () => {
    const [calm, out] = [temporaryFolder(), temporaryFolder()];
    const calmly = spawnSync(process.execPath, [command, file, "--out", calm, "--engine", "cpu"], { encoding: "utf8" });
    expect(calmly.status).toBe(0);
    const { child, said, ended } = await begin(out, ["--executor", "process"]);
    for (const worker of workersOf(pidOf(child))) process.kill(worker, "SIGKILL");
    expect(await ended).toBe(0);
    expect(said()).toMatch(/slow: its worker was killed, .* once more with 3 images at once instead of 6/);
    expect(lossIn(out)).toBeCloseTo(lossIn(calm) ?? NaN, 4); // parts of another size are rounded differently
  });

  test("of which nothing is heard is ended, named, and tried again", async () => {
    const out = temporaryFolder();
    const { child, said, ended } = await begin(out, ["--executor", "process", "--stall-minutes", "0.2"]);
    for (const worker of workersOf(pidOf(child))) process.kill(worker, "SIGSTOP");
    expect(await ended).toBe(0);
    expect(said()).toContain("slow made no progress for 0.2 minutes");
    expect(isDone(out)).toBe(true);
    const [training] = readdirSync(join(out, "trainings"));
    const log = readFileSync(join(out, "trainings", training ?? "", "log.txt"), "utf8");
    expect(log).toMatch(/silent worker: State T \(stopped\)/);
  });
});
