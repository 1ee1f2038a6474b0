import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { tryByFile } from "../src/file-lock.js";
import { isGone, parseHolder, thisProcess } from "../src/holder.js";
import { lookAtLock, makeFolder, takeLock, withLock } from "../src/index.js";
import { kernelRefusal } from "../src/kernel.js";
import { tryByKernel, type Attempt } from "../src/kernel-lock.js";

let folder: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "liftjs-locks-"));
  path = join(folder, ".lock");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const say = (holder: string): string => `another one works here: ${holder}`;
const module = new URL("../dist/index.js", import.meta.url).href;

/** A process that takes the lock and keeps it. */
async function holdElsewhere(): Promise<ChildProcess> {
  const script = `const { takeLock } = await import(${JSON.stringify(module)});
    takeLock(${JSON.stringify(path)}, String); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, "a command"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await new Promise((held) => child.stdout.once("data", held));
  return child;
}
const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> => {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  return ended;
};

test("the kernel locks here, so that what follows is about kernel locks", () => {
  expect(kernelRefusal(folder)).toBeNull();
});

describe("a lock", () => {
  test("has one holder, who is named with host, process and command; then it is free and its file gone", async () => {
    const child = await holdElsewhere();
    const message = `another one works here: process ${child.pid} on ${hostname()} since 20`;
    expect(() => takeLock(path, say)).toThrow(
      expect.objectContaining({ code: "LOCKED", message: expect.stringContaining(message) }),
    );
    expect(lookAtLock(path)).toMatchObject({ state: "held", holder: { pid: child.pid } });
    await end(child, "SIGKILL");
    expect(lookAtLock(path).state).toBe("left");
    takeLock(path, say).release();
    expect(existsSync(path)).toBe(false);
    expect(lookAtLock(path).state).toBe("free");
  });

  test("keeps others of the same process out too", () => {
    const { release } = takeLock(path, say);
    expect(() => takeLock(path, say)).toThrow("another one works here");
    release();
    release(); // twice does nothing
    takeLock(path, say).release();
  });

  test("of a stopped process is held until that process is killed", async () => {
    const child = await holdElsewhere();
    child.kill("SIGSTOP");
    expect(() => takeLock(path, say)).toThrow("another one works here");
    await end(child, "SIGKILL");
    takeLock(path, say).release();
  });

  test("whoever waits is told for whom, and gets it when that process dies", async () => {
    const child = await holdElsewhere();
    const told: string[] = [];
    const waiting = withLock(path, { waiting: (holder) => told.push(holder) }, async () => "mine");
    await end(child, "SIGKILL");
    expect(await waiting).toBe("mine");
    expect(told).toEqual([expect.stringContaining(`process ${child.pid}`)]);
  });

  test("patience ends with LOCKED; work that throws lets go", async () => {
    await holdElsewhere();
    const impatient = withLock(path, { patience: 0.3 }, async () => "never");
    await expect(impatient).rejects.toMatchObject({ code: "LOCKED" });
    const other = join(folder, "other.lock");
    await expect(withLock(other, {}, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withLock(other, {}, async () => "free")).toBe("free");
  });

  test("is let go when its process exits by itself", async () => {
    const child = await holdElsewhere();
    await end(child, "SIGTERM");
    takeLock(path, say).release();
  });

  test("by its file alone, made where the kernel cannot lock, counts while its process may be there", () => {
    const other = { ...thisProcess("file"), host: "another-host" };
    writeFileSync(path, JSON.stringify(other));
    expect(() => takeLock(path, say)).toThrow(`remove "${path}"`);
    writeFileSync(path, String(process.pid)); // as earlier versions wrote it
    expect(() => takeLock(path, say)).toThrow(`process ${process.pid}`);
    writeFileSync(path, JSON.stringify({ ...thisProcess("file"), start: "1" })); // an earlier process of that number
    takeLock(path, say).release();
  });

  test("in a folder that is a file, or that a file system refuses, is an IO error at once", () => {
    writeFileSync(join(folder, "file"), "");
    for (const place of [join(folder, "file"), join(folder, "file", "below"), "/proc/liftjs/out"])
      expect(() => takeLock(join(place, ".lock"), say)).toThrow(expect.objectContaining({ code: "IO" }));
    expect(() => makeFolder(join(folder, "n".repeat(400)))).toThrow(expect.objectContaining({ code: "IO" }));
  });
});

describe("a holder", () => {
  const now = thisProcess("file");

  test.each([
    ["this process", now, false],
    ["the same number, begun at another time", { ...now, start: "1" }, true],
    ["before the machine was started again", { ...now, boot: "another" }, true],
    ["on another machine", { ...now, host: "another", start: "1" }, false],
    ["in another container, where every program is process 1", { ...now, namespace: "pid:[1]", start: "1" }, false],
    ["no such process", { ...now, pid: 2 ** 22 + 1 }, true],
  ])("%s is gone: %#", (_what, holder, gone) => {
    expect(isGone(holder)).toBe(gone);
  });

  test("a text that a kill has cut off names nobody", () => {
    expect(parseHolder(JSON.stringify(now).slice(0, 40))).toBeNull();
  });

  test("no password is written down", () => {
    const before = process.argv;
    process.argv = ["node", "/x/run-grid.js", "a.ts", "--mlflow", "http://ann:secret@host:5000"];
    const { command } = thisProcess("file");
    process.argv = before;
    expect(command).toBe("run-grid.js a.ts --mlflow http://…@host:5000");
  });
});

describe.each<[string, (at: string) => Attempt]>([
  ["kernel", tryByKernel],
  ["file", tryByFile],
])("by %s", (_name, attempt) => {
  test("the file of a dead process is taken by exactly one of two", () => {
    for (let round = 0; round < 50; round++) {
      writeFileSync(path, JSON.stringify({ ...thisProcess("file"), start: "1" }));
      const [one, other] = [attempt(path), attempt(path)];
      expect(["release" in one, "release" in other]).toEqual([true, false]);
      expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: process.pid });
      if ("release" in one) one.release();
      expect(existsSync(path)).toBe(false);
    }
  });
});

test.each(["kernel", "file"])("two processes at once on what a dead one has left, by %s: one gets it", (kind) => {
  const { stdout, status } = spawnSync(process.execPath, ["tooling/trust/lock.mjs", "150", kind], { encoding: "utf8" });
  expect(stdout).toBe("150 rounds: 0 double, 0 nobody, 0 not taken after a kill\n");
  expect(status).toBe(0);
});
