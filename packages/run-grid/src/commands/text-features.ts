import { dirname } from "node:path";
import type { Argv } from "yargs";
import { defineCommand } from "../cli/define-command.js";
import { LiftError } from "@liftjs/contracts";
import { createEngine } from "@liftjs/core-tensor";
import { writeSafetensors } from "@liftjs/tensor-files";
import { encodeTokens, tokenize } from "@liftjs/training";
import { foldersFrom } from "../run/environment.js";
import { note, readModelWeights, readText, say } from "./common.js";
import { chosenBackbone, withFeatureFlags, type FeatureFlags } from "./frozen-model.js";

/** Each row scaled to unit length. @param rows `[n · width]` */
function normalizeRows(rows: Float32Array, width: number): Float32Array {
  const out = Float32Array.from(rows);
  for (let from = 0; from < out.length; from += width) {
    const row = out.subarray(from, from + width);
    const norm = Math.max(Math.hypot(...row), 1e-12);
    row.forEach((value, i) => (row[i] = value / norm));
  }
  return out;
}

async function runTextFeatures(a: FeatureFlags & { prompts: string }): Promise<void> {
  const chosen = await chosenBackbone(a, true);
  const prompts = readText(a.prompts, "file of prompts")
    .split(/\r?\n/)
    .filter((line) => line !== "");
  if (!prompts.length) throw new LiftError("DATA", `"${a.prompts}" holds no prompt; write one a line`);
  if (!chosen.model.text)
    throw new LiftError(
      "CAPABILITY",
      `this backbone has no text tower; use a CLIP model, or give the option "text" of the family "clip-vit"`,
    );
  const folders = foldersFrom({
    ...(a.data ? { data: a.data } : {}),
    weights: dirname(a.weights), // merges lie beside the weights that they belong to
  });
  const { contextLength } = chosen.model.text;
  const tokenizer = await chosen.model.text.openTokenizer([...folders.data, ...folders.weights], chosen.card?.merges);
  const weights = await readModelWeights(chosen, a.weights);
  const engine = await createEngine(a.engine, { log: note });
  try {
    const tokens = tokenize(chosen.model, tokenizer, prompts);
    const { features, width } = await encodeTokens(engine, chosen.model, weights, tokens);
    writeSafetensors(a.out, {
      tokens: { shape: [prompts.length, contextLength], data: tokens },
      features: { shape: [prompts.length, width], data: normalizeRows(features, width) },
    });
    say(`text features [${prompts.length}, ${width}] of ${prompts.length} prompts, written to ${a.out}`);
  } finally {
    engine.dispose();
  }
}

/** `lift text-features`: tokens and normalised features of prompts, one a line. */
export const textFeaturesCommand = defineCommand({
  command: "text-features",
  describe: "tokens and features of prompts",
  builder: (y: Argv) =>
    withFeatureFlags(y).option("prompts", {
      type: "string",
      demandOption: true,
      describe: "text file, one prompt a line",
    }),
  handler: runTextFeatures,
});
