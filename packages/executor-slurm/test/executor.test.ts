import { describe, expect, test } from "@jest/globals";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describeExecutor } from "@liftjs/testkit";
import type { Failure, Task } from "@liftjs/contracts";
import { executor, newFolder, resultOf, task, useFakeCluster } from "./support.js";
import type { SlurmOptions } from "../src/index.js";

describeExecutor("slurm", {
  make: () => (useFakeCluster(), executor()),
  folder: newFolder,
  good: () => [task("a", { steps: 40 }, 2), task("b", { steps: 50 })],
  bad: () => task("z", { steps: 3, fails: true }),
  badCode: "NUMERIC",
  result: resultOf,
});

interface Ran {
  readonly log: string[];
  readonly failures: Failure[];
  readonly told: string[];
}

async function run(
  out: string,
  tasks: readonly Task[],
  options: Partial<SlurmOptions> = {},
  stop?: AbortSignal,
): Promise<Ran> {
  const ran: Ran = { log: [], failures: [], told: [] };
  await executor({ log: (line) => ran.log.push(line), ...options }).run({
    tasks,
    out,
    command: "test",
    signal: stop ?? new AbortController().signal,
    maxFailures: Infinity,
    events: {
      started: (t) => ran.told.push(`started ${t}`),
      progress: () => undefined,
      cellDone: (_t, cell) => ran.told.push(cell),
      finished: (t) => ran.told.push(`finished ${t}`),
      failed: (failure) => ran.failures.push(failure),
    },
  });
  return ran;
}

const sum = (steps: number): string => String((steps * (steps - 1)) / 2);

describe("on a cluster that does not let jobs be", () => {
  test.each([
    ["with an account", "PREEMPTED", true, "was preempted"],
    ["without one", "TIMEOUT", false, "reached its time limit"],
    ["with an account", "NODE_FAIL", true, "lost its node"],
  ])(
    "%s: a job that ended as %s is submitted again and goes on where it stood",
    async (_title, fate, accounting, why) => {
      const cluster = useFakeCluster({ 0: [fate], accounting });
      const out = newFolder();
      const { log, failures } = await run(out, [task("a", { steps: 60 })]);
      expect(failures).toEqual([]);
      expect(log.join("\n")).toContain(why);
      expect(cluster.submissions()).toHaveLength(2);
      expect(resultOf(out, "a-0")).toBe(sum(60));
    },
  );

  test("a job that keeps dying without a word is given up, with what it printed", async () => {
    const cluster = useFakeCluster({ 0: ["FAILED", "FAILED", "FAILED"] });
    const { failures } = await run(newFolder(), [task("a", { steps: 200 })]);
    expect(cluster.submissions()).toHaveLength(3);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ code: "CRASH", cells: ["a-0"] });
    expect(failures[0]!.logTail.join("\n")).toMatch(/a begins at step \d+/);
  });

  test("a job without memory fails at once", async () => {
    const cluster = useFakeCluster({ 0: ["OUT_OF_MEMORY"], accounting: true });
    const { failures } = await run(newFolder(), [task("a", { steps: 60 })]);
    expect(cluster.submissions()).toHaveLength(1);
    expect(failures[0]).toMatchObject({ code: "MEMORY" });
  });

  test("jobs of an earlier run that are still there are followed, not submitted again; cells that they know not of are done too", async () => {
    const cluster = useFakeCluster();
    const out = newFolder();
    const never = new AbortController();
    const first = run(out, [task("a", { steps: 150 })], { everySeconds: 60 }, never.signal);
    while (!existsSync(join(out, "slurm/1/job.txt"))) await new Promise((done) => setTimeout(done, 50));
    const second = await run(out, [task("a", { steps: 150 }, 2)]);
    expect(second.log[0]).toContain("of an earlier run is still there");
    expect(second.told.filter((line) => line.startsWith("finished"))).toHaveLength(1);
    expect([resultOf(out, "a-0"), resultOf(out, "a-1")]).toEqual([sum(150), sum(150)]);
    expect(cluster.submissions()).toHaveLength(2);
    never.abort();
    await first;
  });

  test("a run-grid that died before it noted the job's number finds the job by its folder", async () => {
    const cluster = useFakeCluster();
    const out = newFolder();
    const never = new AbortController();
    const first = run(out, [task("a", { steps: 150 })], { everySeconds: 60 }, never.signal);
    const note = join(out, "slurm/1/job.txt");
    while (!existsSync(note)) await new Promise((done) => setTimeout(done, 50));
    rmSync(note);
    const second = await run(out, [task("a", { steps: 150 })]);
    expect(second.log[0]).toContain("job 1_0 of an earlier run is still there");
    expect(resultOf(out, "a-0")).toBe(sum(150));
    expect(cluster.submissions()).toHaveLength(1);
    never.abort();
    await first;
  });

  test("asks for what the grid and the flags say, and no more at a time than told", async () => {
    const cluster = useFakeCluster();
    await run(newFolder(), [task("a", { steps: 1 }), task("b", { steps: 1 })], {
      resources: { time: "10" },
      atOnce: 1,
    });
    expect(cluster.submissions()[0]).toMatch(/--time=10 .*--array=0-1%1 --output=.*\/slurm\/1\/%a\.log/);
  });

  test("says what the cluster refuses", async () => {
    useFakeCluster();
    await expect(
      run(newFolder(), [task("a", { steps: 1 })], { resources: { partition: "none" } }),
    ).rejects.toMatchObject({
      code: "OPTIONS",
      message: expect.stringContaining("Invalid partition name"),
    });
  });
});
