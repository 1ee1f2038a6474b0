import { readFileSync } from "node:fs";
import type { CommandModule } from "yargs";
import { LiftError } from "@liftjs/contracts";
import {
  assess,
  assessmentPage,
  gatherPhotos,
  type Asked,
  type Assessment,
  type Labelled,
  type Outcome,
  type Prior,
  type ReadyModel,
} from "@liftjs/inference";
import { writeAtomically } from "@liftjs/tensor-files";
import { exit } from "../cli/guard.js";
import { jsonArgument, note } from "./common.js";
import { formNamed, type Form } from "./predict-forms.js";
import { openModel, withModel, type ModelFlags } from "./tuned-model.js";

export interface PredictFlags extends ModelFlags {
  readonly photos: string[];
  readonly csv: boolean;
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly top: number;
  readonly features: boolean;
  readonly views?: string;
  readonly prior?: string;
  readonly page?: string;
}

const DEFAULT_PAGE = "out/predict.html";

function priorOf(given: string | undefined): Prior | undefined {
  if (given === undefined || given === "uniform" || given === "train") return given;
  return jsonArgument(given, "prior") as Record<string, number>;
}

const viewsOf = (given: string | undefined) =>
  given?.trimStart().startsWith("{") ? jsonArgument(given, "views") : given;

/** @throws LiftError `OPTIONS` where flags contradict one another */
function formOf(a: PredictFlags): Form {
  const chosen = (["csv", "json", "jsonl"] as const).filter((name) => a[name]);
  const [name = "text", second] = chosen;
  if (second !== undefined) throw new LiftError("OPTIONS", `--${name} and --${second} exclude each other; give one`);
  if (a.features && !["json", "jsonl"].includes(name))
    throw new LiftError("OPTIONS", "--features are long; give --json or --jsonl with them");
  if (!Number.isInteger(a.top) || a.top < 1)
    throw new LiftError("OPTIONS", `--top ${a.top}: give a whole number from 1 on`);
  return formNamed(name, a);
}

async function classifyAll(model: ReadyModel, asked: readonly Asked[], a: PredictFlags, form: Form) {
  const labelled: Labelled[] = [];
  let failed = 0;
  const paths = asked.map(({ path }) => path);
  const outcomes: AsyncGenerator<Outcome> = model.classifyEach(paths, {
    top: a.top,
    views: viewsOf(a.views) as string | undefined,
    prior: priorOf(a.prior),
  });
  for await (const outcome of outcomes) {
    const photo = asked[outcome.index] ?? { path: outcome.name };
    form.photo(photo, outcome);
    if ("error" in outcome) {
      failed++;
      note(`error (${outcome.error.code}): ${outcome.error.message}`);
    } else if (photo.label !== undefined)
      labelled.push({ path: photo.path, label: photo.label, result: outcome.result });
  }
  return { labelled, failed };
}

async function writePage(a: PredictFlags, model: ReadyModel, assessment: Assessment, labelled: readonly Labelled[]) {
  const path = a.page ?? DEFAULT_PAGE;
  writeAtomically(path, await assessmentPage(model.tuned.name, assessment, labelled, model.classNames));
  note(`wrote ${path}`);
}

/** yargs drops a lone `-` from a list of positionals, so that it is looked for where it was typed. */
const askedFor = ({ photos }: PredictFlags): string[] => (process.argv.includes("-") ? [...photos, "-"] : photos);

async function run(a: PredictFlags): Promise<void> {
  const form = formOf(a);
  const model = await openModel(a);
  try {
    const asked = gatherPhotos(askedFor(a), model.classNames, () => readFileSync(0, "utf8"));
    form.begin(model);
    const { labelled, failed } = await classifyAll(model, asked, a, form);
    const assessment = assess(labelled, model.classNames);
    form.end(assessment, { asked: asked.length, failed });
    if (assessment && (a.page !== undefined || form.name === "text")) await writePage(a, model, assessment, labelled);
    if (failed) process.exitCode = exit.failed;
  } finally {
    model.dispose();
  }
}

/** `lift predict`: classes and probabilities of photos. */
export const predictCommand: CommandModule<object, PredictFlags> = {
  command: "predict <model> <photos..>",
  describe: "classes and probabilities of photos, folders or lists",
  builder: (y) =>
    withModel(y)
      .positional("photos", {
        type: "string",
        array: true,
        describe: "photos, folders, .csv lists, or - for paths on stdin",
      })
      .option("csv", { type: "boolean", default: false, describe: "a line of CSV for each photo" })
      .option("json", { type: "boolean", default: false, describe: "one JSON object" })
      .option("jsonl", { type: "boolean", default: false, describe: "a JSON object for each photo" })
      .option("top", { type: "number", default: 3, describe: "likeliest classes of each photo" })
      .option("features", { type: "boolean", default: false, describe: "also features, with --json or --jsonl" })
      .option("views", { type: "string", describe: "off, five-crop, …; as in the reported evaluation unless given" })
      .option("prior", { type: "string", describe: "expected class frequencies: uniform, train, or JSON by class" })
      .option("page", { type: "string", describe: `HTML page for photos in class folders (${DEFAULT_PAGE})` }) as never,
  handler: run,
};
