import { describe, expect, test } from "@jest/globals";
import { parseResources, resourcesFromFlags } from "../src/index.js";
import { parseAccounting, parseQueue, parseShownJob, parseSubmitted } from "../src/listings.js";
import { sbatchOptions } from "../src/resources.js";
import { batchScript, quoted } from "../src/script.js";
import { verdictOf } from "../src/verdict.js";

describe("what SLURM prints", () => {
  test("a job's number, alone or with its cluster", () => {
    expect(parseSubmitted("123\n")).toBe("123");
    expect(parseSubmitted("123;alps\n")).toBe("123");
    expect(parseSubmitted("Submitted batch job 123")).toBeNull();
  });

  test("the queue, a line for each task of an array", () => {
    const queue = parseQueue("1_2|PENDING|JobArrayTaskLimit|(null)\n1_0|RUNNING|None|/a|b\n");
    expect([...queue]).toEqual([
      ["1_2", { state: "PENDING", reason: "JobArrayTaskLimit", comment: "(null)" }],
      ["1_0", { state: "RUNNING", reason: "None", comment: "/a|b" }],
    ]);
    expect(parseQueue("").size).toBe(0);
  });

  test("the account: who cancelled is left out, and the last ending of a job that was queued again counts", () => {
    expect([...parseAccounting("1_0|PREEMPTED\n1_1|CANCELLED by 1000\n1_0|TIMEOUT\n")]).toEqual([
      ["1_0", "TIMEOUT"],
      ["1_1", "CANCELLED"],
    ]);
  });

  test("a job that scontrol remembers", () => {
    const shown =
      "JobId=2 ArrayJobId=1 ArrayTaskId=0 ArrayTaskThrottle=2 JobName=lift\n   UserId=root(0) GroupId=root(0) MCS_label=N/A\n   JobState=FAILED Reason=JobLaunchFailure Dependency=(null)\n";
    expect(parseShownJob(shown)).toBe("FAILED");
    expect(parseShownJob("slurm_load_jobs error: Invalid job id specified")).toBeNull();
  });
});

describe("what is asked of SLURM", () => {
  test("options by their long names; flags without a value switch on, false switches off", () => {
    const resources = parseResources({
      time: "02:00:00",
      "cpus-per-task": 4,
      ...resourcesFromFlags(["partition=a=b", "exclusive"]),
    });
    expect(sbatchOptions({ ...resources, requeue: false })).toEqual([
      "--job-name=lift",
      "--signal=B:TERM@120",
      "--time=02:00:00",
      "--cpus-per-task=4",
      "--partition=a=b",
      "--exclusive",
    ]);
  });

  test("refuses what the executor sets itself, and what is no option", () => {
    expect(() => parseResources({ array: "0-3" })).toThrow(/"array" is set by the executor/);
    expect(() => parseResources({ cpusPerTask: 3 })).toThrow(/no long option of sbatch/);
  });

  test("the script sets up, then becomes the worker, whatever its path is called", () => {
    expect(quoted("it's")).toBe(`'it'\\''s'`);
    const lines = batchScript(["module load nodejs"], ["/opt/my node/node", "job.js"]).split("\n");
    expect(lines[1]).toBe("module load nodejs");
    expect(lines.at(-2)).toBe(`exec '/opt/my node/node' 'job.js' "$SLURM_ARRAY_TASK_ID"`);
  });
});

describe("what an ending means", () => {
  const calm = { deaths: 0, resubmitted: 0 };
  test.each(["PREEMPTED", "TIMEOUT", "NODE_FAIL", "BOOT_FAIL"])("%s: again, and nobody's fault", (ending) => {
    expect(verdictOf("1_0", ending, null, { deaths: 9, resubmitted: 9 })).toMatchObject({
      again: true,
      blameless: true,
    });
  });
  test("told to end without an account of it: again", () => {
    const state = { status: "interrupted", cells: [] } as const;
    expect(verdictOf("1_0", null, state, calm)).toMatchObject({ again: true, blameless: true });
  });
  test("a death without a word: again, but not for ever", () => {
    expect(verdictOf("1_0", "FAILED", null, calm)).toMatchObject({ again: true, blameless: false });
    expect(verdictOf("1_0", null, null, { deaths: 2, resubmitted: 2 })).toMatchObject({ again: false, code: "CRASH" });
  });
  test("no memory, or cancelled by a person: not again, with what to do", () => {
    expect(verdictOf("1_0", "OUT_OF_MEMORY", null, calm)).toMatchObject({
      again: false,
      code: "MEMORY",
      message: expect.stringContaining("--slurm mem"),
    });
    expect(verdictOf("1_0", "CANCELLED", null, calm)).toMatchObject({
      again: false,
      code: "INTERRUPTED",
      message: expect.stringContaining("--retry-failed"),
    });
  });
  test("even blameless endings come to an end", () => {
    expect(verdictOf("1_0", "TIMEOUT", null, { deaths: 0, resubmitted: 100 })).toMatchObject({
      again: false,
      code: "CRASH",
    });
  });
});
