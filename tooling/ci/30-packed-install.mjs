import { installEachAlone } from "../packed-install.mjs";

/** Every package installed by npm in a folder of its own, imported, and its README's example run. */
/** Run by number only (`node tooling/ci/run.mjs 30`) until it has passed as a whole on a quiet machine. */
export const manual = true;
export const title = "packed install";
export const run = async ({ packed, work }) => installEachAlone(await packed(), work("installs"));
