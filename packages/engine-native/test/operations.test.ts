import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { findSetUp, loadNative } from "../src/load.js";
import { findOperations, makeOperations, operationsFile } from "../src/operations.js";
import { operationsSettled } from "../src/set-up-operations.js";
import { here } from "../src/situation.js";
import { fakeCompiler, machine, type Machine } from "./helpers/machine.js";

let made: Machine | undefined;
afterEach(() => made?.remove());

/** A machine and a folder that stands for a set-up. */
function place(programs: Record<string, string> = {}, env: Record<string, string> = {}) {
  made = machine(programs, env);
  const folder = join(made.cache, "set-up");
  mkdirSync(folder, { recursive: true });
  return { at: made.at, folder };
}

const making = (log: (line: string) => void, prebuilt: string | null = null) => ({
  prebuilt,
  headers: () => Promise.resolve("/no headers"),
  libraries: [],
  log,
});

test("without a compiler they are left out, with the reason, and not tried again", async () => {
  const { at, folder } = place();
  const lines: string[] = [];
  expect(await operationsSettled(at, folder, false)).toBe(false);
  await makeOperations(
    at,
    folder,
    making((line) => void lines.push(line)),
  );
  expect(lines.join()).toMatch(/left out.*no C\+\+ compiler/);
  expect(await findOperations(at, folder, false)).toMatchObject({
    ready: false,
    reason: expect.stringContaining("no C++ compiler"),
  });
  expect(await operationsSettled(at, folder, false)).toBe(true);
});

test("a compiler's first complaint is the reason", async () => {
  const broken = 'case "$1" in --version) echo "g++ (fake) 1.0";; *) echo "error: no such flag" >&2; exit 1;; esac';
  const { at, folder } = place({ "g++": broken });
  await makeOperations(
    at,
    folder,
    making(() => undefined),
  );
  const state = await findOperations(at, folder, false);
  expect(state).toMatchObject({ ready: false, reason: expect.stringContaining("no such flag") });
});

test("a library that does not load is never used", async () => {
  const { at, folder } = place({ "g++": fakeCompiler });
  await makeOperations(
    at,
    folder,
    making(() => undefined),
  );
  expect(existsSync(join(folder, await operationsFile()))).toBe(false);
  expect(await findOperations(at, folder, false)).toMatchObject({ ready: false });
});

test("they are found by their sources' hash, and are off on a GPU and by LIFT_NATIVE_OPS=0", async () => {
  const { at, folder } = place();
  expect(await findOperations(at, folder, false)).toMatchObject({ reason: expect.stringContaining("--set-up") });
  const path = join(folder, await operationsFile());
  writeFileSync(path, "a library");
  expect(await findOperations(at, folder, false)).toEqual({ ready: true, path });
  expect(await findOperations(at, folder, true)).toEqual({ ready: false, reason: "they are for the CPU" });
  const off = { ...at, env: { ...at.env, LIFT_NATIVE_OPS: "0" } };
  expect(await findOperations(off, folder, false)).toMatchObject({
    reason: expect.stringContaining("LIFT_NATIVE_OPS"),
  });
});

const real = process.env["LIFT_NO_NATIVE"] === "1" ? null : await findSetUp(here());
(real ? test : test.skip)("the engine that is set up opens them where they are there", async () => {
  const state = await findOperations(here(), real ?? "", false);
  const { operations, gpu } = await loadNative();
  expect(operations).toBe(state.ready && !gpu);
});
