import { register, type Plugin } from "@liftjs/contracts";
import { loadModel as load, type ModelOptions, type ReadyModel } from "@liftjs/inference";
import { containerFor } from "./load-plugins.js";
import { foldersFrom } from "./run/environment.js";

export interface LoadModelOptions extends Omit<Partial<ModelOptions>, "container"> {
  /** Plugins that the model is made of, beside ours. */
  readonly plugins?: readonly Plugin[] | undefined;
}

/**
 * Load a tuned model with our plugins, and base weights from the usual folders (LIFT_WEIGHTS_DIR, `./weights`, the user's cache).
 * @param what a training's folder, a cell's folder, an exported folder, `<out>#<row>`, or a grid's folder of one row
 * @throws LiftError as `loadModel` of `@liftjs/inference`
 */
export async function loadModel(what: string, options: LoadModelOptions = {}): Promise<ReadyModel> {
  const { plugins = [], folders = foldersFrom({}), log = () => undefined, ...rest } = options;
  const container = await containerFor([], null);
  register(container, ...plugins);
  return load(what, { ...rest, container, folders, log });
}
