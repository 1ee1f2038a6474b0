import {
  LiftError,
  pluginsOf,
  type Attachment,
  type Augmentation,
  type BackboneFamily,
  type BackboneModel,
  type Classifier,
  type Container,
  type DataFacts,
  type DatasetPlugin,
  type Host,
  type Initializer,
  type Loss,
  type ModelCard,
  type Peft,
  type Tte,
} from "@liftjs/contracts";
import { parseCell, type CellConfig, type Named } from "@liftjs/records";
import { cellId, trainingId } from "@liftjs/records";

/** A plugin and the options that it parsed. */
export interface Chosen<P> {
  readonly plugin: P;
  readonly options: unknown;
}
export interface ChosenBackbone {
  readonly family: BackboneFamily;
  readonly model: BackboneModel;
  /** Absent for an architecture without named weights. */
  readonly card?: ModelCard;
}

/** A cell whose every part is found and configured; nothing is read or downloaded yet. */
export interface ResolvedCell {
  readonly id: string;
  readonly training: string;
  readonly config: CellConfig;
  readonly backbone: ChosenBackbone;
  readonly dataset: Chosen<DatasetPlugin>;
  readonly peft: readonly Chosen<Peft>[];
  readonly classifier: Chosen<Classifier>;
  readonly loss: Chosen<Loss>;
  readonly initializer: Chosen<Initializer>;
  readonly augmentation: Chosen<Augmentation>;
  readonly tte: Chosen<Tte>;
}

type Written = string | Readonly<Record<string, unknown>>;

const split = (written: Written): { name: string; options: Record<string, unknown> } => {
  if (typeof written === "string") return { name: written, options: {} };
  const { name, ...options } = written;
  return { name: String(name), options };
};

/** What was made for an owner from settings, so that the cells of a grid share their equal parts. */
function sharing<Owner extends object, T>(): (owner: Owner, written: unknown, make: () => T) => T {
  const byOwner = new WeakMap<Owner, Map<string, T>>();
  return (owner, written, make) => {
    const known = byOwner.get(owner) ?? new Map<string, T>();
    byOwner.set(owner, known);
    const key = JSON.stringify(written);
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
}

const sharedChoice = sharing<object, Chosen<unknown> & { named: Named }>();
const sharedBackbone = sharing<Container, ChosenBackbone & { named: CellConfig["backbone"] }>();

export function choose<P extends { name: string; parse(raw: unknown): unknown }>(
  registry: { get(name: string): P },
  written: Written,
): Chosen<P> & { named: Named } {
  const { name, options: raw } = split(written);
  const plugin = registry.get(name);
  return sharedChoice(plugin, raw, () => {
    const options = plugin.parse(raw);
    return { plugin, options, named: { ...(options as object), name } };
  }) as Chosen<P> & { named: Named };
}

/** `"name"`, `{name, …overrides}` of a known model, or `{family, …}` of an architecture given in full. */
export const chooseBackbone = (c: Container, written: Written): ChosenBackbone & { named: CellConfig["backbone"] } =>
  sharedBackbone(c, written, () => buildBackbone(c, written));

function buildBackbone(c: Container, written: Written): ChosenBackbone & { named: CellConfig["backbone"] } {
  const isFamily = typeof written === "object" && "family" in written && !("name" in written);
  const { name, options: overrides } = isFamily ? { name: "", options: { ...written } } : split(written);
  const card = isFamily ? undefined : pluginsOf(c, "model").get(name);
  const { family: familyName, ...rest } = { family: card?.family, ...card?.options, ...overrides } as {
    family: string;
  } & Record<string, unknown>;
  const family = pluginsOf(c, "backbone").get(familyName);
  const options = family.parse(rest);
  const named = { ...(options as object), family: familyName, ...(card ? { name } : {}) };
  return { family, model: family.build(options), named, ...(card ? { card } : {}) };
}

/** The fine-tuning methods of a cell; "none" and an empty list are head only. */
export function choosePeft(c: Container, peft: Written | readonly Written[] = []): (Chosen<Peft> & { named: Named })[] {
  const list = (Array.isArray(peft) ? (peft as Written[]) : [peft as Written]).filter((p) => p !== "none");
  const chosen = list.map((p) => choose(pluginsOf(c, "peft"), p));
  refuseTwice(chosen.map((p) => p.plugin.name));
  return chosen;
}

/** A method may be given once in a cell, because its tensors are named after it. */
function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice)
    throw new LiftError(
      "OPTIONS",
      `peft "${twice}" is given twice in one cell; give it once, with the blocks it is meant for`,
    );
}

/**
 * Find and configure every part of a cell.
 * @throws LiftError `UNKNOWN_NAME` or `OPTIONS` that says which part is wrong, what is allowed and what is nearest
 */
export function resolveCell(c: Container, raw: unknown): ResolvedCell {
  const shape = parseCell(raw);
  const backbone = chooseBackbone(c, shape.backbone);
  const dataset = choose(pluginsOf(c, "dataset"), shape.dataset);
  const peft = choosePeft(c, shape.peft);
  const classifier = choose(pluginsOf(c, "classifier"), shape.classifier);
  const loss = choose(pluginsOf(c, "loss"), shape.loss);
  const initializer = choose(pluginsOf(c, "initializer"), shape.initializer);
  const augmentation = choose(pluginsOf(c, "augmentation"), shape.augmentation);
  const tte = choose(pluginsOf(c, "tte"), shape.evaluation.tte);
  const { microBatch, accumulation, evaluation, ...scalars } = shape;
  const config: CellConfig = {
    ...scalars,
    interpolation: shape.interpolation ?? backbone.model.facts.interpolation,
    dataset: dataset.named,
    backbone: backbone.named,
    peft: peft.map((p) => p.named),
    classifier: classifier.named,
    loss: loss.named,
    initializer: initializer.named,
    augmentation: augmentation.named,
    evaluation: {
      tte: tte.named,
      split: evaluation.split,
      ...(evaluation.posthocTau === undefined ? {} : { posthocTau: evaluation.posthocTau }),
    },
    ...(microBatch === undefined ? {} : { microBatch }),
    ...(accumulation === undefined ? {} : { accumulation }),
  };
  if (config.zeroShot) checkZeroShot(config);
  if (initializer.plugin.needs.text && !backbone.model.text) {
    throw new LiftError(
      "CAPABILITY",
      `initializer "${initializer.plugin.name}" needs a text tower, which the backbone "${describeBackbone(config)}" has not; use a CLIP backbone, or "class-mean"`,
    );
  }
  if (config.zeroShot && !backbone.model.text)
    throw new LiftError(
      "CAPABILITY",
      `zero-shot needs a text tower, which the backbone "${describeBackbone(config)}" has not; use a CLIP backbone`,
    );
  const identity = { name: dataset.plugin.name, ...(dataset.plugin.identity?.(dataset.options) ?? dataset.named) };
  return {
    id: cellId(config, identity),
    training: trainingId(config, identity),
    config,
    backbone,
    dataset,
    peft,
    classifier,
    loss,
    initializer,
    augmentation,
    tte,
  };
}

/** @throws LiftError `OPTIONS` where a cell asks for zero-shot evaluation and for training */
function checkZeroShot({ epochs, peft }: CellConfig): void {
  if (epochs > 0 || peft.length > 0)
    throw new LiftError(
      "OPTIONS",
      `zeroShot trains nothing, and the cell has ${epochs > 0 ? `epochs ${epochs}` : `peft ${peft.map((p) => p.name).join(", ")}`}; set "epochs" to 0 and "peft" to []`,
    );
}

export const describeBackbone = (config: Pick<CellConfig, "backbone">): string =>
  config.backbone.name ?? config.backbone.family;

/** Attach every fine-tuning method. @throws LiftError `SITE` when the host has not what a method needs */
export const attachAll = (
  cell: Pick<ResolvedCell, "peft">,
  host: Host,
  facts: DataFacts,
): { name: string; attachment: Attachment }[] =>
  cell.peft.map(({ plugin, options }) => ({ name: plugin.name, attachment: plugin.attach(host, options, facts) }));
