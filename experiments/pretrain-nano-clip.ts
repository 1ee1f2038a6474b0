/**
 * Makes nano-clip: contrastive pre-training of a small image-text model on icon sets with their names and keywords.
 *
 *   npx tsx experiments/pretrain-nano-clip.ts --merges bpe_simple_vocab_16e6.txt.gz      ≈ 50 min on one CPU core
 *
 * Stopped, it goes on where it was; with the same seed and machine it ends at the same bytes. Prints the losses, judges the model on
 * pictures of an artist whom it never saw, and writes the file of weights with its sha256.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTokenizer, pruneMerges, readMerges } from "@liftjs/backbones";
import { createEngine } from "@liftjs/core-tensor";
import { writeSafetensors } from "@liftjs/tensor-files";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { openBenchmark } from "./nano-clip/benchmark.js";
import { conceptsOf, vocabularyTexts } from "./nano-clip/captions.js";
import { openDrawings } from "./nano-clip/drawings.js";
import { judge } from "./nano-clip/judge.js";
import { buildModel } from "./nano-clip/model.js";
import { recipe as usual, type Recipe } from "./nano-clip/recipe.js";
import { Pretraining, type StepReport } from "./nano-clip/train.js";

const flags = await yargs(hideBin(process.argv))
  .option("merges", { type: "string", demandOption: true, describe: "CLIP's merges, or the pruned ones" })
  .option("out", { type: "string", default: "out/pretrain-nano-clip" })
  .option("steps", { type: "number", default: usual.steps })
  .option("judge-every", { type: "number", default: 2000, describe: "steps between judgements" })
  .option("change", { type: "string", default: "{}", describe: "JSON of changes to the recipe" })
  .strict()
  .parse();

const change = JSON.parse(flags.change) as Partial<Recipe>;
const recipe: Recipe = { ...usual, ...change, towers: { ...usual.towers, ...change.towers }, steps: flags.steps };
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const CLIP_MERGES = 49_408 - 514;

const cache = join(flags.out, "..", "drawings");
const drawings = await openDrawings(recipe.sets, { size: recipe.drawingSize, names: "seen", folder: cache });
const benchmark = await openBenchmark(cache);
const concepts = conceptsOf(drawings.pictures);
const everything = conceptsOf([...benchmark.train.pictures, ...benchmark.test.pictures, ...drawings.pictures]);
const merges = pruneMerges((await readMerges(flags.merges)).slice(0, CLIP_MERGES), [
  ...vocabularyTexts(everything),
  ...benchmark.classNames,
]);
const model = buildModel(recipe.towers, 514 + merges.length);
const context = recipe.towers.text.context;
const tokenizer = createTokenizer({ merges, vocabulary: 514 + merges.length, contextLength: context });
say(
  `${drawings.pictures.length} drawings of ${concepts.length} names; ${merges.length} merges; ` +
    `${model.parameters.reduce((n, { shape }) => n + shape.reduce((a, b) => a * b, 1), 0)} values`,
);

const engine = await createEngine("auto", { log: say });
const views = { facts: model.facts, smallestCrop: recipe.smallestCrop, colour: recipe.colour };
const state = join(flags.out, "state.safetensors");
const run = await Pretraining.open(engine, model, { drawings, concepts, tokenizer, context, views }, recipe, state);

const show = (reports: readonly StepReport[], seconds: number): string => {
  const mean = (key: keyof StepReport) => reports.reduce((sum, r) => sum + r[key], 0) / reports.length;
  const parts = (["loss", "imageText", "imageImage", "keywords"] as const).map((k) => `${k} ${mean(k).toFixed(3)}`);
  return `step ${run.step}/${recipe.steps}  ${parts.join("  ")}  ${((1000 * seconds) / reports.length).toFixed(0)} ms a step`;
};
const report = async (): Promise<Record<string, number>> => {
  const judged = await judge(run.program, model, tokenizer, benchmark);
  say(
    Object.entries(judged)
      .map(([k, v]) => `${k} ${Number.isInteger(v) ? v : v.toFixed(1)}`)
      .join("  "),
  );
  return judged;
};

const SHOWN_EVERY = 100;
const SAVED_EVERY = 250;
let reports: StepReport[] = [];
let began = performance.now();
while (run.step < recipe.steps) {
  reports.push(await run.advance());
  if (run.step % SHOWN_EVERY === 0) {
    say(show(reports, (performance.now() - began) / 1000));
    [reports, began] = [[], performance.now()];
  }
  if (run.step % SAVED_EVERY === 0) await run.save(state);
  if (run.step % flags.judgeEvery === 0 && run.step < recipe.steps) await report();
}
const judged = await report();

mkdirSync(flags.out, { recursive: true });
const path = join(flags.out, "nano-clip.safetensors");
const half = Object.entries(await run.weights()).map(([name, t]) => [name, { ...t, type: "F16" as const }]);
writeSafetensors(path, Object.fromEntries(half), { license: "see the package's README", steps: String(recipe.steps) });
writeFileSync(join(flags.out, "merges.txt"), ["#version: pruned", ...merges, ""].join("\n"));
const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
writeFileSync(join(flags.out, "judged.json"), `${JSON.stringify({ sha256, recipe, judged }, null, 2)}\n`);
say(`${path}  ${readFileSync(path).byteLength} bytes  sha256 ${sha256}`);
engine.dispose();
