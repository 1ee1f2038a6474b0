import { jest } from "../lib/checks.mjs";

/** The unit tests with the native engine off: what needs it is skipped, the rest holds on WebAssembly and plain JavaScript. */
export const title = "tests, no native";
export const run = () => jest(["--silent"], { live: false, env: { LIFT_NO_NATIVE: "1" }, seconds: 1200 });
