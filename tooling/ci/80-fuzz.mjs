import { node } from "../lib/steps.mjs";

/** 20,000 damaged files over all readers: each ends in a value or a typed error, within its bound of memory and 5 s. */
export const title = "damaged files";
export async function run() {
  const printed = await node(["tooling/trust/fuzz.mjs", "--count", "20000"], { seconds: 600 });
  return printed.trimEnd().split("\n").at(-1);
}
