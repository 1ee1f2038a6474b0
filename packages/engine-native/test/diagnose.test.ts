import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { diagnose, nodeSupported } from "../src/diagnose.js";
import { fakeCompiler, machine } from "./helpers/machine.js";

test("a bare machine: what is missing and how to get it", async () => {
  const { at, remove } = machine();
  const found = await diagnose({ situation: at });
  expect(found).toMatchObject({
    native: { ready: false },
    compiler: null,
    python: null,
    gpus: [],
    platform: "linux-x64",
  });
  expect(found.missing.map(({ what }) => what)).toEqual(["a C++ compiler", "the native engine"]);
  expect(found.missing.every(({ next }) => next.length > 0)).toBe(true);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  remove();
});

test("programs, GPUs and caches are found", async () => {
  const smi = 'echo "NVIDIA H100 80GB HBM3, 81559, 570.124.06"';
  const python = 'case "$*" in *pip*) echo "pip 24.0 from /x";; *) echo "Python 3.12.1";; esac';
  const { at, cache, remove } = machine({ "g++": fakeCompiler, "nvidia-smi": smi, python3: python });
  mkdirSync(join(cache, "features"), { recursive: true });
  writeFileSync(join(cache, "features", "f.bin"), Buffer.alloc(1234));
  const found = await diagnose({ situation: at });
  expect(found.compiler).toEqual({ command: "g++", version: "g++ (fake) 1.0" });
  expect(found.python).toEqual({ command: "python3", version: "Python 3.12.1", pip: "24.0" });
  expect(found.gpus).toEqual([{ name: "NVIDIA H100 80GB HBM3", memoryMiB: 81559, driver: "570.124.06" }]);
  expect(found.caches).toEqual([{ path: join(cache, "features"), bytes: 1234 }]);
  expect(found.missing.map(({ what }) => what)).toEqual(["the native engine"]);
  remove();
});

test.each([
  ["v20.8.1", false],
  ["v20.9.0", true],
  ["v18.20.0", false],
  ["v24.1.0", true],
])("Node %s supported: %s", (version, supported) => expect(nodeSupported(version)).toBe(supported));
