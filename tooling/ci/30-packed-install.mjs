import { installEachAlone } from "../packed-install.mjs";

/** Every package installed by npm in a folder of its own, imported, and its README's example run. */
export const title = "packed install";
export const run = async ({ packed, work }) => installEachAlone(await packed(), work("installs"));
