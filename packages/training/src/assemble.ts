import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import {
  LiftError,
  sizeOf,
  type Attachment,
  type BackboneModel,
  type ClassifierModel,
  type DataFacts,
  type LossFunction,
  type ParameterSpec,
  type Scope,
} from "@liftjs/contracts";
import { createScope } from "@liftjs/core-tensor";
import { attachAll, type ResolvedCell } from "./resolve.js";
import { sharedSpace, templateOf, type ClassPrompts } from "./text-rows.js";

/** A tensor that training changes, under the name by which it is saved. */
export interface TrainedParameter extends ParameterSpec {
  readonly group: "tuner" | "head";
  /** The model's own parameter that this one stands for, when a method trains it as it is. */
  readonly replaces?: string;
}

/** Gives a tensor of the cell by its state name. */
export type Read = (name: string) => Tensor;

/** A cell's mathematics: names, shapes and functions; no values. */
export interface CellModel {
  readonly backbone: BackboneModel;
  readonly attachments: readonly { readonly name: string; readonly attachment: Attachment }[];
  readonly classifier: ClassifierModel;
  readonly trained: readonly TrainedParameter[];
  /** The model's parameters that stay as they are; their state names are `backbone.<name>`. */
  readonly frozen: readonly ParameterSpec[];
  readonly loss: LossFunction;
  /** True when nothing before the head is trained, so that features may be computed once. */
  readonly headOnly: boolean;
  /** The prompt template where the classifier's rows are text features, else null. */
  readonly template: string | null;
  features(images: Tensor4D, read: Read): Tensor2D;
  /** From features alone, where nothing before the head is trained. */
  logits(features: Tensor2D, read: Read): Tensor2D;
  forward(images: Tensor4D, read: Read, training: boolean): { features: Tensor2D; logits: Tensor2D };
}

export const frozenName = (name: string): string => `backbone.${name}`;
const headName = (name: string): string => `head.${name}`;

const isImageSide = (name: string): boolean => !name.startsWith("text.") && name !== "logitScale";

function trainedOf(
  model: BackboneModel,
  attachments: CellModel["attachments"],
  head: readonly ParameterSpec[],
): TrainedParameter[] {
  const shapes = new Map(model.parameters.map((p) => [p.name, p]));
  const owner = new Map<string, string>();
  const tuner = attachments.flatMap(({ name, attachment }) => [
    ...attachment.parameters.map((p) => ({ ...p, name: `${name}.${p.name}`, group: "tuner" as const })),
    ...attachment.tunes.map((own) => {
      const spec = shapes.get(own);
      if (!spec) throw new LiftError("SITE", `peft "${name}" wants to train "${own}", which the backbone has not`);
      if (owner.has(own))
        throw new LiftError(
          "OPTIONS",
          `"${own}" is trained by both peft "${owner.get(own)}" and "${name}"; keep one of them or give them different blocks`,
        );
      owner.set(own, name);
      return { name: `${name}.${own}`, shape: spec.shape, group: "tuner" as const, replaces: own };
    }),
  ]);
  return [...tuner, ...head.map((p) => ({ ...p, name: headName(p.name), group: "head" as const }))];
}

type Parts = Pick<ResolvedCell, "backbone" | "peft" | "classifier" | "loss">;

/** The classifier over trained rows, or over text features where a method makes its rows from prompts. */
function buildClassifier(
  { backbone: { model }, classifier: { plugin, options } }: Parts,
  classes: number,
  template: string | null,
): ClassifierModel {
  if (template === null) return plugin.build(options, { featureWidth: model.host.featureWidth, classes });
  const classifier = plugin.build(options, { featureWidth: model.text!.projectionWidth, classes });
  if (!classifier.directional)
    throw new LiftError(
      "CAPABILITY",
      `classifier "${plugin.name}" cannot take text features as its rows, whose length means nothing; use "cosine"`,
    );
  return classifier;
}

/** Put a cell's parts together. @throws LiftError `SITE`, `OPTIONS`, `SHAPE`, `CAPABILITY` when they do not fit one another */
export function assemble(cell: Parts, facts: DataFacts, prompts?: ClassPrompts): CellModel {
  const { model } = cell.backbone;
  const attachments = attachAll(cell, model.host, facts);
  const template = templateOf(attachments);
  const classifier = buildClassifier(cell, facts.classes, template);
  const trained = trainedOf(model, attachments, template === null ? classifier.parameters : []);
  const replaced = new Map(trained.filter((p) => p.replaces).map((p) => [p.replaces!, p.name]));
  const frozen = model.parameters.filter((p) => !replaced.has(p.name) && (template !== null || isImageSide(p.name)));
  const used = [...frozen.map((p) => p.name), ...replaced.keys()];
  const scopeOf = (read: Read, training: boolean): Scope =>
    createScope({
      parameters: Object.fromEntries(used.map((name) => [name, read(replaced.get(name) ?? frozenName(name))])),
      attachments: attachments.map(({ name, attachment }) => ({
        name,
        hooks: attachment.hooks,
        own: Object.fromEntries(attachment.parameters.map((p) => [p.name, read(`${name}.${p.name}`)])),
      })),
      training,
    });
  const logitsOf = (features: Tensor2D, read: Read): Tensor2D =>
    classifier.logits(features, (name) => read(headName(name)));
  return {
    backbone: model,
    attachments,
    classifier,
    trained,
    frozen,
    template,
    loss: cell.loss.plugin.build(cell.loss.options, { ...facts, scale: classifier.scale }),
    headOnly: attachments.length === 0,
    features: (images, read) => model.forward(images, scopeOf(read, false)),
    logits: logitsOf,
    forward(images, read, training) {
      const scope = scopeOf(read, training);
      const features = model.forward(images, scope);
      if (template === null) return { features, logits: logitsOf(features, read) };
      const shared = sharedSpace(model, prompts, features, scope);
      return { features, logits: classifier.logits(shared.features, () => shared.rows) };
    },
  };
}

/** Number of trained values: the methods' and the head's. */
export function countTrained(model: CellModel): { tuner: number; head: number } {
  const sum = (group: string) =>
    model.trained.filter((p) => p.group === group).reduce((n, p) => n + sizeOf(p.shape), 0);
  return { tuner: sum("tuner"), head: sum("head") };
}
