import { describe, expect, jest, test } from "@jest/globals";
import { firstAttempt, verdictOn } from "../src/run/attempt.js";
import { watchdog } from "../src/run/watchdog.js";
import type { Task } from "../src/run/executor.js";

const task = { training: "t1", cells: [{ id: "c", name: "tuned", config: {} }] } as unknown as Task;
const death = { code: null, signal: null, silentMinutes: 0, microBatch: null };

describe("a worker that died", () => {
  test("by SIGKILL is followed by one more try with half as many images at once, then by a failure", () => {
    const first = verdictOn(firstAttempt(task), { ...death, signal: "SIGKILL", microBatch: 9 });
    expect(first).toMatchObject({
      again: { task: { training: "t1", options: { microBatch: 4 } }, again: true },
      why: expect.stringMatching(/tuned: .* 4 images at once instead of 9/),
    });
    if (!("again" in first)) throw new Error("no second try");
    expect(verdictOn(first.again, { ...death, signal: "SIGKILL", microBatch: 4 })).toEqual({
      failed: expect.stringContaining("out of memory"),
    });
  });

  test("before it knew how many images pass at once is tried as it is", () => {
    const found = verdictOn(firstAttempt(task), { ...death, signal: "SIGKILL" });
    expect(found).toMatchObject({ again: { task: { training: "t1" } } });
    expect("again" in found && found.again.task.options).toBeUndefined();
  });

  test("after a silence is followed by one more try, then by a failure", () => {
    const first = verdictOn(firstAttempt(task), { ...death, signal: "SIGKILL", silentMinutes: 60 });
    expect(first).toMatchObject({ why: expect.stringContaining("tuned made no progress for 60 minutes") });
    if (!("again" in first)) throw new Error("no second try");
    const second = verdictOn(first.again, { ...death, signal: "SIGKILL", silentMinutes: 60 });
    expect(second).toEqual({ failed: expect.stringContaining("twice") });
  });

  test("by itself, by another signal or without ever having lived is a failure", () => {
    const of = (more: object) => verdictOn(firstAttempt(task), { ...death, ...more });
    expect(of({ code: 3 })).toEqual({ failed: "the worker process ended with code 3" });
    expect(of({ signal: "SIGSEGV" })).toEqual({ failed: "the worker process was killed by SIGSEGV" });
    expect(of({ error: new Error("EAGAIN") })).toEqual({ failed: expect.stringContaining("EAGAIN") });
  });
});

describe("a watchdog", () => {
  test("barks once after a silence, and not while it hears something", () => {
    jest.useFakeTimers();
    const silent = jest.fn();
    const dog = watchdog(1, silent);
    for (let second = 0; second < 200; second += 30) {
      jest.advanceTimersByTime(30_000);
      dog.heard();
    }
    expect(silent).not.toHaveBeenCalled();
    jest.advanceTimersByTime(180_000);
    expect(silent).toHaveBeenCalledTimes(1);
    dog.stop();
    jest.useRealTimers();
  });

  test("of 0 minutes never does", () => {
    jest.useFakeTimers();
    const silent = jest.fn();
    watchdog(0, silent);
    jest.advanceTimersByTime(1e9);
    expect(silent).not.toHaveBeenCalled();
    jest.useRealTimers();
  });
});
