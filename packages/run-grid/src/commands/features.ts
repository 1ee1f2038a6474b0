import type { CommandModule } from "yargs";
import { LiftError, type HostTensors } from "@liftjs/contracts";
import { createEngine, writeSafetensors, type Engine, type EngineName } from "@liftjs/core-tensor";
import {
  assemble,
  chooseBackbone,
  encodeTexts,
  evaluateName,
  featureProgram,
  frozenValues,
  type CellModel,
  type ChosenBackbone,
} from "@liftjs/training";
import { pluginsOf } from "@liftjs/contracts";
import { openTokenizer } from "@liftjs/backbones";
import { readWeights, tensorsOf, toCanonical } from "@liftjs/weights";
import { withEngine, withFolders } from "../cli/flags.js";
import { containerFor } from "../load-plugins.js";
import { foldersFrom } from "../run/environment.js";
import { backboneArgument, needTensor, note, openTensors, readModelWeights, readText, say } from "./common.js";

interface Common {
  readonly backbone: string;
  readonly weights: string;
  readonly out: string;
  readonly engine: EngineName | "auto";
  readonly plugin: string[];
  readonly data?: string;
  readonly weightsDir?: string;
}

const AT_ONCE = 32;

/** A cell's model with nothing trained, for features alone. */
/** The text tower's sizes, read off its weights; heads are 64 wide, as in every CLIP, unless the tower is narrower. */
function textOptions(shapes: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  const [vocabulary, width] = shapes["text.token"] as [number, number];
  const blocks = Object.keys(shapes).filter((name) => /^text\.blocks\.\d+\.norm1\.weight$/.test(name)).length;
  return {
    vocabulary,
    width,
    blocks,
    heads: Math.max(1, Math.floor(width / 64)),
    context: shapes["text.position"]![0]!,
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

async function frozenModel(a: Common, text = false): Promise<{ chosen: ChosenBackbone; model: CellModel }> {
  const container = await containerFor(a.plugin, null);
  const written = backboneArgument(a.backbone);
  const chosen = chooseBackbone(container, text ? await withTextOf(written, a.weights) : written);
  const part = (kind: "classifier" | "loss", name: string) => {
    const plugin = pluginsOf(container, kind).get(name);
    return { plugin, options: plugin.parse({}) } as never;
  };
  return {
    chosen,
    model: assemble(
      { backbone: chosen, peft: [], classifier: part("classifier", "linear"), loss: part("loss", "ce") },
      { classes: 2, classCounts: [1, 1] },
    ),
  };
}

async function featuresOf(
  engine: Engine,
  model: CellModel,
  weights: HostTensors,
  images: Float32Array,
  n: number,
): Promise<Float32Array> {
  const { resolution } = model.backbone.facts;
  const width = model.backbone.host.featureWidth;
  const sizes = Array.from({ length: Math.ceil(n / AT_ONCE) }, (_, i) => Math.min(AT_ONCE, n - i * AT_ONCE));
  const program = engine.program(featureProgram(model, sizes, "float32"));
  const out = new Float32Array(n * width);
  try {
    await program.write(frozenValues(model, weights));
    let done = 0;
    for (const size of sizes) {
      const stride = resolution ** 2 * 3;
      const data = images.slice(done * stride, (done + size) * stride);
      const { features } = await program.run(evaluateName(size), {
        input: { shape: [size, resolution, resolution, 3], data },
      });
      out.set(features!.data, done * width);
      done += size;
    }
    return out;
  } finally {
    program.dispose();
  }
}

async function runFeatures(a: Common & { images: string }): Promise<void> {
  const { chosen, model } = await frozenModel(a);
  const file = openTensors(a.images);
  const [n, height, width] = needTensor(file, a.images, "images", ["n", "height", "width", "3"]) as [
    number,
    number,
    number,
  ];
  const { resolution } = model.backbone.facts;
  if (height !== resolution || width !== resolution)
    throw new LiftError(
      "SHAPE",
      `the images are ${height} × ${width}; this backbone takes ${resolution} × ${resolution} (its option "resolution")`,
    );
  const weights = await readModelWeights(chosen, a.weights);
  const engine = await createEngine(a.engine, { log: note });
  try {
    const features = await featuresOf(engine, model, weights, file.read("images").data, n);
    writeSafetensors(a.out, { features: { shape: [n, features.length / n], data: features } });
    say(`features [${n}, ${features.length / n}] of ${n} images, written to ${a.out}`);
  } finally {
    engine.dispose();
  }
}

function normaliseRows(rows: Float32Array, width: number): Float32Array {
  return rows.map((v, i) => {
    const row = rows.subarray(Math.floor(i / width) * width, (Math.floor(i / width) + 1) * width);
    return v / Math.max(Math.hypot(...row), 1e-12);
  });
}

async function runTextFeatures(a: Common & { prompts: string }): Promise<void> {
  const { chosen, model } = await frozenModel(a, true);
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
    ...(a.weightsDir ? { weights: a.weightsDir } : {}),
  });
  const { vocabulary, contextLength } = chosen.model.text;
  const tokenizer = await openTokenizer({
    vocabulary,
    contextLength,
    folders: [...folders.data, ...folders.weights],
    merges: chosen.card?.merges,
  });
  const weights = await readModelWeights(chosen, a.weights);
  const engine = await createEngine(a.engine, { log: note });
  try {
    const { features, tokens, width } = await encodeTexts(
      { engine, model: model.backbone, weights, tokenizer },
      prompts,
    );
    writeSafetensors(a.out, {
      tokens: { shape: [prompts.length, contextLength], data: tokens },
      features: { shape: [prompts.length, width], data: normaliseRows(features, width) },
    });
    say(`text features [${prompts.length}, ${width}] of ${prompts.length} prompts, written to ${a.out}`);
  } finally {
    engine.dispose();
  }
}

const common = (y: Parameters<typeof withEngine>[0]) =>
  withFolders(withEngine(y))
    .option("backbone", { type: "string", demandOption: true, describe: "a model's name, or an architecture as JSON" })
    .option("weights", { type: "string", demandOption: true, describe: "the backbone's weights" })
    .option("out", { type: "string", demandOption: true, describe: "safetensors to write" });

/** `lift features`: features of given, normalised images. */
export const featuresCommand: CommandModule<object, Common & { images: string }> = {
  command: "features",
  describe: "features of normalised images",
  builder: (y) =>
    common(y).option("images", {
      type: "string",
      demandOption: true,
      describe: "safetensors with images [n, height, width, 3]",
    }) as never,
  handler: runFeatures,
};

/** `lift text-features`: tokens and normalised features of prompts, one a line. */
export const textFeaturesCommand: CommandModule<object, Common & { prompts: string }> = {
  command: "text-features",
  describe: "tokens and features of prompts",
  builder: (y) =>
    common(y).option("prompts", {
      type: "string",
      demandOption: true,
      describe: "text file, one prompt a line",
    }) as never,
  handler: runTextFeatures,
};
