import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { withLock } from "../src/lock.js";
import { engineReason } from "../src/reasons.js";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "liftjs-lock-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const quiet = (): void => undefined;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

test("one at a time, and the one that waits is told", async () => {
  const order: string[] = [];
  const said: string[] = [];
  const first = withLock(folder, { log: quiet }, async () => {
    order.push("first in");
    await pause(700);
    order.push("first out");
  });
  await pause(200);
  await withLock(folder, { log: (line) => said.push(line) }, async () => void order.push("second in"));
  await first;
  expect(order).toEqual(["first in", "first out", "second in"]);
  expect(said).toEqual([expect.stringContaining("waiting")]);
});

test("patience ends with a reason", async () => {
  const held = withLock(folder, { log: quiet }, () => pause(2500));
  await pause(200);
  const reason = await withLock(folder, { log: quiet, patience: 1 }, async () => null).catch(engineReason);
  expect(reason).toBe("busy");
  await held;
});

test("work that throws lets go of the lock", async () => {
  await expect(withLock(folder, { log: quiet }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(folder, { log: quiet, patience: 1 }, async () => "free")).toBe("free");
});

test("the lock of a process that was killed is taken over", async () => {
  const module = new URL("../dist/lock.js", import.meta.url).href;
  const script = `const { withLock } = await import(${JSON.stringify(module)});
    await withLock(${JSON.stringify(folder)}, { log() {} }, () => { console.log("held"); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((held) => holder.stdout.once("data", held));
  holder.kill("SIGKILL");
  expect(await withLock(folder, { log: quiet, staleMs: 2000 }, async () => "taken over")).toBe("taken over");
});
