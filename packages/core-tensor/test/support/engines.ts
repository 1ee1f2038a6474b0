import { describe, test } from "@jest/globals";
import { loadNative } from "@liftjs/engine-native";
import type { EngineName } from "../../src/index.js";

const native = await loadNative().then(
  () => true,
  (error: unknown) => {
    process.stderr.write(`tests of the engines "graph" and "eager" are skipped: ${String(error)}\n`);
    return false;
  },
);

/** Engines that this machine can test. */
export const engines: readonly EngineName[] = native ? ["cpu", "wasm", "eager", "graph"] : ["cpu", "wasm"];
export const nativeEngines: readonly EngineName[] = ["eager", "graph"];

/** `describe` and `test` for what needs a native engine: skipped where there is none. */
export const describeNative = native ? describe : describe.skip;
export const testNative = native ? test : test.skip;
