import type { Argv } from "yargs";
import { loadModel, type ReadyModel } from "@liftjs/inference";
import type { EngineName } from "@liftjs/core-tensor";
import type { ImageLimits } from "@liftjs/image-ops";
import { withEngine } from "../cli/flags.js";
import { containerFor } from "../load-plugins.js";
import { foldersFrom } from "../run/environment.js";
import { note } from "./common.js";

/** Flags of every command that uses a tuned model. */
export interface ModelFlags {
  readonly model: string;
  readonly engine: EngineName | "auto";
  readonly plugin: string[];
  readonly weightsDir?: string;
  readonly data?: string;
}

export const withModel = <T>(y: Argv<T>) =>
  withEngine(y)
    .positional("model", {
      type: "string",
      demandOption: true,
      describe: "a training's folder, a cell's folder, an exported folder, or OUT#ROW",
    })
    .option("weights-dir", { type: "string", describe: "folder with base weights (else LIFT_WEIGHTS_DIR, ./weights)" })
    .option("data", { type: "string", describe: "folder with byte-pair merges, for models of text rows" });

export const foldersOf = ({ data, weightsDir }: ModelFlags) =>
  foldersFrom({
    ...(data === undefined ? {} : { data }),
    ...(weightsDir === undefined ? {} : { weights: weightsDir }),
  });

/** Load the model that the flags name. The caller disposes of it. */
export async function openModel(a: ModelFlags, limits?: Partial<ImageLimits>): Promise<ReadyModel> {
  const container = await containerFor(a.plugin, null);
  return loadModel(a.model, { container, folders: foldersOf(a), engine: a.engine, log: note, limits });
}
