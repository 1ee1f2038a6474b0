import { jest } from "../lib/checks.mjs";

/** Packages whose numbers come from our own operations where they are there. */
const COMPUTING = ["core-tensor", "backbones", "peft-", "run-grid/test/replay"];

/** Their unit tests on TensorFlow's own operations alone, as on a GPU or where ours could not be compiled. */
export const title = "tests, TensorFlow's operations";
export const run = () =>
  jest(["--silent", ...COMPUTING.map((name) => `packages/${name}`)], {
    live: false,
    env: { LIFT_NATIVE_OPS: "0" },
    seconds: 1200,
  });
