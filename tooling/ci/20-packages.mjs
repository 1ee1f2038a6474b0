import { checkPacked } from "../lib/pack.mjs";

/** Every package as it would be published: publint, attw, no range that only pnpm understands. */
export const title = "packed packages";
export const run = async ({ packed }) => checkPacked(await packed());
