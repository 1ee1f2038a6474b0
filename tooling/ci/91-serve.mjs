import { node } from "../lib/steps.mjs";

/** A thousand requests, 32 at a time, to `lift serve`: none lost, memory flat. */
export const title = "serve under load";
export const run = () =>
  node(["tooling/ci/serve.mjs"], { seconds: 600 }).then((said) => said.trim().split("\n").at(-1));
