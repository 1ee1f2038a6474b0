import { present } from "@liftjs/contracts";
import type { EngineName } from "@liftjs/core-tensor";
import { chooseBackbone, type ChosenBackbone } from "@liftjs/training";
import { readWeights, tensorsOf, toCanonical } from "@liftjs/weights";
import { withData, withEngine } from "../cli/flags.js";
import { containerFor } from "../load-plugins.js";
import { backboneArgument } from "./common.js";

/** Flags of the commands that compute features. */
export interface FeatureFlags {
  readonly backbone: string;
  readonly weights: string;
  readonly out: string;
  readonly engine: EngineName | "auto";
  readonly plugin: string[];
  readonly data?: string | undefined;
}

/** The text tower's sizes, read off its weights; heads are 64 wide, as in every CLIP, unless the tower is narrower. */
function textOptions(shapes: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  const [vocabulary, width] = shapes["text.token"] as [number, number];
  const [context] = present(shapes["text.position"], 'the text tower\'s "text.position"') as [number, number];
  const blocks = Object.keys(shapes).filter((name) => /^text\.blocks\.\d+\.norm1\.weight$/.test(name)).length;
  return {
    vocabulary,
    width,
    blocks,
    heads: Math.max(1, Math.floor(width / 64)),
    context,
  };
}

/** An architecture written out without its text tower gets the one that its weights hold. */
async function withTextOf(
  written: string | Record<string, unknown>,
  weights: string,
): Promise<string | Record<string, unknown>> {
  if (typeof written === "string" || written["text"] !== undefined) return written;
  const tensors = toCanonical(String(written["family"]), tensorsOf(await readWeights(weights)));
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  return shapes["text.token"] ? { ...written, text: textOptions(shapes) } : written;
}

/** A backbone with nothing attached, for features alone. @param text whether its text tower is needed */
export async function chosenBackbone(a: FeatureFlags, text = false): Promise<ChosenBackbone> {
  const container = await containerFor(a.plugin, null);
  const written = backboneArgument(a.backbone);
  return chooseBackbone(container, text ? await withTextOf(written, a.weights) : written);
}

export const withFeatureFlags = (y: Parameters<typeof withEngine>[0]) =>
  withData(withEngine(y))
    .option("backbone", { type: "string", demandOption: true, describe: "a model's name, or an architecture as JSON" })
    .option("weights", { type: "string", demandOption: true, describe: "the backbone's weights" })
    .option("out", { type: "string", demandOption: true, describe: "safetensors to write" });
