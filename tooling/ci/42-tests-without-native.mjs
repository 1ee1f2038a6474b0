import { jest } from "../lib/checks.mjs";

/** Packages whose tests compute on whatever engine there is. */
const COMPUTING = ["core-tensor", "engine-native", "backbones", "peft-", "training", "run-grid"];

/** Their unit tests with the native engine off: what needs it is skipped, the rest holds on WebAssembly and plain JavaScript. */
export const title = "tests, no native";
export const run = () =>
  jest(["--silent", ...COMPUTING.map((name) => `packages/${name}`)], {
    live: false,
    env: { LIFT_NO_NATIVE: "1" },
    seconds: 1200,
  });
