import { obtainAddonSource } from "./addon-source.js";
import { addonCompiler } from "./compile.js";
import { fetchPrebuilt, takePrebuilt } from "./prebuilt.js";
import type { Situation } from "./situation.js";
import type { Work } from "./tensorflow.js";

/** Puts the addon into `work.result` once TensorFlow's libraries are there; says who made it. */
export type AddonMaker = (libraries: readonly string[]) => Promise<string>;

/**
 * Decide, before anything large is downloaded, where the addon comes from: an installed package of prebuilt ones, else the
 * compiler, else that package fetched by npm.
 * @throws LiftError `ENGINE`, reason `no-compiler`, when there is no way
 */
export async function planAddon(at: Situation, work: Work): Promise<AddonMaker> {
  const installed = await takePrebuilt(at, work.result);
  if (installed) return () => Promise.resolve(installed);
  try {
    const compile = await addonCompiler(at);
    return async (libraries) => compile(await obtainAddonSource(at, work.download), libraries, work);
  } catch (noCompiler) {
    const fetched = await fetchPrebuilt(at, work.result, work.download);
    if (!fetched) throw noCompiler;
    return () => Promise.resolve(fetched);
  }
}
