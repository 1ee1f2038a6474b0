import type { Argv } from "yargs";
import { LiftError } from "@liftjs/contracts";
import type { EngineName } from "@liftjs/core-tensor";
import { withEngine, withFolders } from "../cli/flags.js";
import { defineCommand } from "../cli/define-command.js";
import { exit, interruptible } from "../cli/guard.js";
import { mergeSettings, type CellSettings, type GridDefinition } from "@liftjs/grid";
import { containerFor } from "../load-plugins.js";
import { describePlan } from "../plan/describe.js";
import { planGrid } from "../plan/plan.js";
import { openSources } from "@liftjs/training";
import { foldersFrom } from "../run/environment.js";
import { inlineExecutor } from "../run/inline-executor.js";
import { openLedger } from "../run/ledger.js";
import { runGrid } from "../run/run-grid.js";
import { jsonArgument, note, say } from "./common.js";

interface Arguments {
  readonly config?: string | undefined;
  readonly dataSet?: string | undefined;
  readonly backbone?: string | undefined;
  readonly peft?: string[] | undefined;
  readonly classifier?: string | undefined;
  readonly loss?: string | undefined;
  readonly initializer?: string | undefined;
  readonly augmentation?: string | undefined;
  readonly tte?: string | undefined;
  readonly split?: "test" | "validation" | "train" | undefined;
  readonly learningRate?: number | undefined;
  readonly epochs?: number | undefined;
  readonly batch?: number | undefined;
  readonly seed?: number | undefined;
  readonly precision?: "float32" | "bfloat16" | undefined;
  readonly out: string;
  readonly engine: EngineName | "auto";
  readonly plugin: string[];
  readonly data?: string | undefined;
  readonly weights?: string | undefined;
  readonly frozen: boolean;
}

/** A name, or JSON of a name with options. */
const choice = (given: string | undefined): unknown =>
  given?.trimStart().startsWith("{") ? jsonArgument(given, "option") : given;

/** Settings that the flags give; what is absent stays as it is. */
function fromFlags(a: Arguments): CellSettings {
  const all = {
    dataset: choice(a.dataSet),
    backbone: choice(a.backbone),
    peft: a.peft?.map(choice),
    classifier: choice(a.classifier),
    loss: choice(a.loss),
    initializer: choice(a.initializer),
    augmentation: choice(a.augmentation),
    tte: choice(a.tte),
    evaluation: a.split && { split: a.split },
    optimizer: a.learningRate && { learningRate: a.learningRate },
    epochs: a.epochs,
    batch: a.batch,
    seed: a.seed,
    precision: a.precision,
  };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined));
}

/** LIFT without text: what suits any backbone and one's own pictures. */
const base: CellSettings = {
  peft: "adaptformer",
  classifier: "cosine",
  loss: "la",
  initializer: "class-mean",
  augmentation: "minimalist",
  epochs: 5,
};

function gridOf(title: string, settings: CellSettings): GridDefinition {
  return { title, base: settings, seeds: [settings.seed ?? 0], cells: (add) => add(title, {}) };
}

async function run(a: Arguments, title: string, extra: CellSettings, mayTrain: boolean): Promise<void> {
  const written = a.config ? (jsonArgument(a.config, "config") as CellSettings) : {};
  const settings = mergeSettings(a.config ? {} : base, written, extra, fromFlags(a));
  if (!settings.dataset || !settings.backbone)
    throw new LiftError(
      "OPTIONS",
      "give --data-set and --backbone, or a --config with both; `lift datasets list` and `lift weights list` show what there is",
    );
  const container = await containerFor(a.plugin, null);
  const folders = foldersFrom({
    ...(a.data ? { data: a.data } : {}),
    ...(a.weights ? { weights: a.weights } : {}),
  });
  const sources = openSources(folders, () => undefined);
  const plan = await planGrid(container, gridOf(title, settings), {}, sources.dataset);
  const { signal, release } = interruptible(note);
  try {
    const outcome = await runGrid({
      plan,
      out: a.out,
      command: `lift ${process.argv.slice(2).join(" ")}`,
      executor: inlineExecutor({ container, folders, engine: a.engine, log: note, frozen: !mayTrain }),
      quick: false,
      retryFailed: true,
      maxFailures: 1,
      work: describePlan(plan, a.out).work,
      sources,
      frozen: a.frozen,
      signal,
    });
    say(outcome.terminal);
    if (outcome.cached) say("cached: this number was computed in an earlier run, of the same data and weights");
    for (const { cell } of plan.cells) say(`cell ${cell.id}, training ${cell.training} in ${a.out}`);
    process.exitCode = outcome.interrupted ? exit.interrupted : outcome.failed ? exit.failed : exit.done;
    for (const f of openLedger(a.out, note)
      .failures()
      .filter((x) => plan.trainings.some(({ training }) => training === x.training)))
      note(`error (${f.code}): ${f.message}`);
  } finally {
    release();
  }
}

const cellFlags = (y: Argv) =>
  withFolders(withEngine(y))
    .option("config", { type: "string", describe: "a cell as JSON, or a file of it; flags win" })
    .option("data-set", { type: "string", describe: "NAME[/ratio], folder:PATH, csv:FILE, jsonl:FILE" })
    .option("backbone", { type: "string", describe: "a model's name, or an architecture as JSON" })
    .option("peft", { type: "string", array: true, describe: "fine-tuning methods; none is head only" })
    .option("classifier", { type: "string" })
    .option("loss", { type: "string" })
    .option("initializer", { type: "string" })
    .option("augmentation", { type: "string" })
    .option("tte", { type: "string", describe: "off, five-crop, …" })
    .option("split", { choices: ["test", "validation", "train"] as const, describe: "what to evaluate on" })
    .option("learning-rate", { type: "number" })
    .option("epochs", { type: "number" })
    .option("batch", { type: "number" })
    .option("seed", { type: "number" })
    .option("precision", { choices: ["float32", "bfloat16"] as const })
    .option("out", { type: "string", default: "out/cells", describe: "results" })
    .option("frozen", { type: "boolean", default: false, describe: "compute nothing: show what is there, or refuse" });

const command = (name: string, describe: string, title: string, extra: CellSettings, mayTrain = true) =>
  defineCommand({
    command: name,
    describe,
    builder: cellFlags,
    handler: (a) => run(a, title, extra, mayTrain),
  });

/** `lift train`: one cell from flags or a config. */
export const trainCommand = command("train", "train and evaluate one cell", "train", {});
/** `lift eval`: evaluate a finished training another way. */
export const evalCommand = command("eval", "evaluate a finished training, perhaps with other views", "eval", {}, false);
/** `lift zero-shot`: CLIP's own classifier of text features, nothing trained. */
export const zeroShotCommand = command("zero-shot", "CLIP's own zero-shot classifier, nothing trained", "zero-shot", {
  peft: "none",
  initializer: "semantic",
  zeroShot: true,
  epochs: 0,
});
