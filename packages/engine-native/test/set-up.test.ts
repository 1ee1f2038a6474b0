import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { engineReason } from "../src/reasons.js";
import { setUpNative } from "../src/set-up.js";
import type { Situation } from "../src/situation.js";
import { indexOf } from "./helpers/index-server.js";
import { fakeCompiler, machine, type Machine } from "./helpers/machine.js";
import { zipOf } from "./helpers/zip.js";

let made: Machine | undefined;
const use = (...of: Parameters<typeof machine>): Machine => (made = machine(...of));
afterEach(() => made?.remove());

const failure = (at: Situation): Promise<Error> =>
  setUpNative({ situation: at }).then(
    () => new Error("it worked"),
    (error: unknown) => error as Error,
  );
const left = (cache: string): string[] => (existsSync(join(cache, "native")) ? readdirSync(join(cache, "native")) : []);

const WHEEL = "tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl";
const wheel = zipOf({
  "tensorflow/libtensorflow_cc.so.2": "cc",
  "tensorflow/libtensorflow_framework.so.2": "framework",
  "tensorflow/include/tensorflow/c/c_api.h": "// header",
});

describe("what a machine lacks is named, with the next step, and nothing half-made stays", () => {
  test("no compiler", async () => {
    const { at, cache } = use();
    const error = await failure(at);
    expect(engineReason(error)).toBe("no-compiler");
    expect(error.message).toMatch(/g\+\+, clang\+\+.*apt-get install g\+\+/);
    expect(left(cache)).toEqual([]);
  });

  test("a compiler named by CXX that does not exist", async () => {
    const error = await failure(use({ "g++": fakeCompiler }, { CXX: "no-such-compiler" }).at);
    expect(engineReason(error)).toBe("no-compiler");
    expect(error.message).toContain("no-such-compiler");
  });

  test("no Python and no network", async () => {
    const { at, cache } = use({ "g++": fakeCompiler });
    const error = await failure(at);
    expect(engineReason(error)).toBe("no-tensorflow");
    expect(error.message).toMatch(/no Python was found.*pip install tensorflow-cpu==2.21.0/);
    expect(left(cache)).toEqual([]);
  });

  test("a Python whose pip fails: its last line is told", async () => {
    const python = 'case "$*" in *--version*) echo "Python 3.12.0";; *) echo "the index said no" >&2; exit 1;; esac';
    const error = await failure(use({ "g++": fakeCompiler, python3: python }).at);
    expect(engineReason(error)).toBe("no-tensorflow");
    expect(error.message).toMatch(/pip: the index said no.*no TensorFlow is installed/);
  });

  test("a download whose sha256 differs", async () => {
    const index = await indexOf("tensorflow-cpu", WHEEL, await wheel, "0".repeat(64));
    const { at, cache } = use({ "g++": fakeCompiler }, { PIP_INDEX_URL: index.url });
    const error = await failure(at).finally(index.close);
    expect(error.message).toMatch(/has sha256 .* the index says 0000/);
    expect(left(cache)).toEqual([]);
  });

  test("an addon that does not load is never moved into place", async () => {
    const index = await indexOf("tensorflow-cpu", WHEEL, await wheel);
    const { at, cache } = use({ "g++": fakeCompiler }, { PIP_INDEX_URL: index.url });
    const error = await failure(at).finally(index.close);
    expect(engineReason(error)).toBe("load-failed");
    expect(left(cache)).toEqual([]);
  });

  test("a compiler that fails: its complaint is told", async () => {
    const index = await indexOf("tensorflow-cpu", WHEEL, await wheel);
    const broken =
      'case "$1" in --version) echo "g++ (fake) 1.0";; *) echo "fatal error: no such header" >&2; exit 1;; esac';
    const error = await failure(use({ "g++": broken }, { PIP_INDEX_URL: index.url }).at).finally(index.close);
    expect(engineReason(error)).toBe("compile-failed");
    expect(error.message).toContain("no such header");
  });

  test("a wheel without the libraries", async () => {
    const index = await indexOf("tensorflow-cpu", WHEEL, await zipOf({ "tensorflow/readme": "" }));
    const error = await failure(use({ "g++": fakeCompiler }, { PIP_INDEX_URL: index.url }).at).finally(index.close);
    expect(error.message).toMatch(/the wheel lacks tensorflow\/libtensorflow_cc.so.2/);
  });
});

test("LIFT_NO_NATIVE=1 sets nothing up", async () => {
  const { at, cache } = use({}, { LIFT_NO_NATIVE: "1" });
  expect(engineReason(await failure(at))).toBe("disabled");
  expect(existsSync(cache)).toBe(false);
});

test.each([
  ["win32", "x64", null],
  ["linux", "x64", null],
  ["linux", "riscv64", "2.39"],
] as const)("no engine for %s %s with glibc %s", async (platform, arch, glibc) => {
  const error = await failure({ ...use().at, platform, arch, glibc });
  expect(engineReason(error)).toBe("unsupported-platform");
});

test("what a killed set-up left is removed by the next one", async () => {
  const { at, cache } = use();
  mkdirSync(join(cache, "native", ".work-killed"), { recursive: true });
  writeFileSync(join(cache, "native", ".work-killed", "wheel"), "half");
  await failure(at);
  expect(left(cache)).toEqual([]);
});
