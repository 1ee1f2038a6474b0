import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { alone } from "../src/lock.js";
import { engineReason } from "../src/reasons.js";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "liftjs-lock-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const quiet = (): void => undefined;

/** Hold the lock until let go; resolves once it is held. */
async function hold(): Promise<{ letGo: () => void; ended: Promise<void> }> {
  let letGo = quiet;
  const until = new Promise<void>((done) => (letGo = done));
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((held) => {
    ended = alone(folder, { log: quiet }, () => (held(), until));
  });
  return { letGo, ended };
}

test("one at a time, and the one that waits is told", async () => {
  const holder = await hold();
  const order: string[] = [];
  const second = alone(folder, { log: (line) => order.push(line) }, async () => void order.push("second in"));
  await new Promise((waited) => setTimeout(waited, 1500));
  order.push("first out");
  holder.letGo();
  await Promise.all([holder.ended, second]);
  expect(order.slice(-2)).toEqual(["first out", "second in"]);
  expect(order[0]).toContain("waiting");
});

test("patience ends with a reason", async () => {
  const holder = await hold();
  const reason = await alone(folder, { log: quiet, patience: 1 }, async () => null).catch(engineReason);
  expect(reason).toBe("busy");
  holder.letGo();
  await holder.ended;
});

test("work that throws lets go of the lock", async () => {
  await expect(alone(folder, { log: quiet }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await alone(folder, { log: quiet, patience: 1 }, async () => "free")).toBe("free");
});

test("the lock of a process that was killed is taken over", async () => {
  const module = new URL("../dist/lock.js", import.meta.url).href;
  const script = `const { alone } = await import(${JSON.stringify(module)});
    await alone(${JSON.stringify(folder)}, { log() {} }, () => { console.log("held"); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((held) => holder.stdout.once("data", held));
  holder.kill("SIGKILL");
  expect(await alone(folder, { log: quiet }, async () => "taken over")).toBe("taken over");
});
