import { LiftError, pluginsOf, type Container, type ImageFacts } from "@liftjs/contracts";
import { accuraciesOf, parseCell, readAdapterIn, type AdapterRecord } from "@liftjs/records";
import {
  assemble,
  choose,
  chooseBackbone,
  choosePeft,
  classPrompts,
  openSources,
  type BackboneOf,
  type Folders,
  type Model,
  type ModelParts,
  type Sources,
} from "@liftjs/training";
import { readAdapter } from "@liftjs/weights";
import type { TunedModel } from "../tuned-model.js";
import { findModel, type FoundModel } from "./find.js";

export interface LoadOptions {
  /** Knows the plugins that the model is made of. */
  readonly container: Container;
  /** Where base weights are looked for. */
  readonly folders: Folders;
  readonly log: (line: string) => void;
}

type Config = ReturnType<typeof parseCell>;
type Said<K extends keyof AdapterRecord> = { readonly [P in K]: NonNullable<AdapterRecord[P]> };
type Needed = Said<"config" | "classNames" | "classCounts" | "preprocessing">;

/** @throws LiftError `FORMAT` where adapter.json lacks what a model needs to be used */
function needed(record: AdapterRecord, folder: string): Needed {
  const { config, classNames, classCounts, preprocessing } = record;
  if (config && classNames && classCounts && preprocessing) return { config, classNames, classCounts, preprocessing };
  const lacking = Object.entries({ config, classNames, classCounts, preprocessing }).filter(([, v]) => v === undefined);
  throw new LiftError(
    "FORMAT",
    `adapter.json in "${folder}" does not say ${lacking.map(([name]) => name).join(", ")}; it is of an earlier version or another tool: train again, or add it`,
  );
}

function partsOf(c: Container, config: Config): ModelParts & BackboneOf {
  const backbone = chooseBackbone(c, config.backbone);
  return {
    backbone,
    peft: choosePeft(c, config.peft),
    classifier: choose(pluginsOf(c, "classifier"), config.classifier),
    loss: choose(pluginsOf(c, "loss"), config.loss),
    config: { backbone: backbone.named, seed: config.seed, zeroShot: config.zeroShot },
  };
}

async function modelOf(
  parts: ModelParts & BackboneOf,
  { classNames, classCounts }: Needed,
  sources: Sources,
): Promise<Model> {
  const facts = { classes: classNames.length, classCounts };
  const plain = assemble(parts, facts);
  if (plain.template === null) return plain;
  return assemble(parts, facts, classPrompts(plain.template, classNames, await sources.tokenizer(parts)));
}

function imageOf(
  { preprocessing: { resolution, interpolation, mean, std } }: Needed,
  own: ImageFacts,
  folder: string,
): ImageFacts {
  const [r, g, b] = mean;
  const [rs, gs, bs] = std;
  if (r === undefined || g === undefined || b === undefined || rs === undefined || gs === undefined || bs === undefined)
    throw new LiftError("FORMAT", `adapter.json in "${folder}": preprocessing needs three means and three deviations`);
  if (resolution !== own.resolution)
    throw new LiftError(
      "FORMAT",
      `adapter.json in "${folder}": preprocessing makes ${resolution} pixels a side, the backbone takes ${own.resolution}`,
    );
  return { resolution, interpolation, mean: [r, g, b], std: [rs, gs, bs] };
}

/** How the evaluation that was reported looked at its images: the cell's own, else the one that adapter.json notes, else one view. */
function evaluationOf({ result }: FoundModel, record: AdapterRecord, config: Record<string, unknown>) {
  const { evaluation } = parseCell({ ...config, evaluation: result?.config["evaluation"] ?? plainEvaluation(record) });
  return evaluation;
}

const plainEvaluation = ({ evaluation }: AdapterRecord) =>
  evaluation && {
    tte: evaluation.tte,
    ...(evaluation.posthocTau === undefined ? {} : { posthocTau: evaluation.posthocTau }),
  };

/**
 * Load a tuned model's parts; data folder and training are not needed.
 * @throws LiftError `IO` where there is none, `FORMAT` for a damaged file or another schema, `WEIGHTS` where base weights or trained
 *   tensors are others than it was trained with, `NETWORK` where base weights cannot be fetched, `UNKNOWN_NAME` for a missing plugin
 */
export async function loadTuned(what: string, { container, folders, log }: LoadOptions): Promise<TunedModel> {
  const found = findModel(what, log);
  const { folder, result } = found;
  const record = readAdapterIn(folder, log);
  if (!record)
    throw new LiftError(
      "IO",
      `no adapter.json in "${folder}": the training did not finish, or was removed; run it again`,
    );
  const has = needed(record, folder);
  const evaluation = evaluationOf(found, record, has.config);
  const tte = choose(pluginsOf(container, "tte"), evaluation.tte);
  const parts = partsOf(container, parseCell(has.config));
  const sources = openSources(folders, log);
  const model = await modelOf(parts, has, sources);
  const base = await sources.weights(parts);
  const shapes = Object.fromEntries([...model.trained, ...model.kept].map((p) => [p.name, p.shape]));
  const { tensors: values } = readAdapter(folder, { shapes, base: base.sha256 });
  return {
    name: found.name,
    folder,
    parts,
    model,
    base,
    values,
    image: imageOf(has, model.backbone.facts, folder),
    classNames: has.classNames,
    classCounts: has.classCounts,
    tte: { plugin: tte.plugin, options: tte.options },
    posthocTau: evaluation.posthocTau,
    seed: parts.config.seed,
    precision: parseCell(has.config).precision,
    record: {
      ...record,
      evaluation: { ...evaluation, tte: tte.named },
      ...(result ? { metrics: accuraciesOf(result.metrics) } : {}),
    },
  };
}
