import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import {
  LiftError,
  type Attachment,
  type BackboneModel,
  type ClassifierModel,
  type DataFacts,
  type LossFunction,
  type ParameterSpec,
} from "@liftjs/contracts";
import { createScope } from "@liftjs/backbones";
import { attachAll, type ResolvedCell } from "./resolve.js";

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
  features(images: Tensor4D, read: Read, training: boolean): Tensor2D;
  logits(features: Tensor2D, read: Read): Tensor2D;
}

export const frozenName = (name: string): string => `backbone.${name}`;
const headName = (name: string): string => `head.${name}`;

const isImageSide = (name: string): boolean => !name.startsWith("text.") && name !== "logitScale";

function trainedOf(model: BackboneModel, attachments: CellModel["attachments"], classifier: ClassifierModel): TrainedParameter[] {
  const shapes = new Map(model.parameters.map((p) => [p.name, p]));
  const owner = new Map<string, string>();
  const tuner = attachments.flatMap(({ name, attachment }) => [
    ...attachment.parameters.map((p) => ({ ...p, name: `${name}.${p.name}`, group: "tuner" as const })),
    ...attachment.tunes.map((own) => {
      const spec = shapes.get(own);
      if (!spec) throw new LiftError("SITE", `peft "${name}" wants to train "${own}", which the backbone has not`);
      if (owner.has(own)) throw new LiftError("OPTIONS", `"${own}" is trained by both peft "${owner.get(own)}" and "${name}"; keep one of them or give them different blocks`);
      owner.set(own, name);
      return { name: `${name}.${own}`, shape: spec.shape, group: "tuner" as const, replaces: own };
    }),
  ]);
  return [...tuner, ...classifier.parameters.map((p) => ({ ...p, name: headName(p.name), group: "head" as const }))];
}

/** Put a cell's parts together. @throws LiftError `SITE`, `OPTIONS`, `SHAPE` when they do not fit one another */
export function assemble(cell: Pick<ResolvedCell, "backbone" | "peft" | "classifier" | "loss">, facts: DataFacts): CellModel {
  const { model } = cell.backbone;
  const attachments = attachAll(cell, model.host, facts);
  const classifier = cell.classifier.plugin.build(cell.classifier.options, { featureWidth: model.host.featureWidth, classes: facts.classes });
  const trained = trainedOf(model, attachments, classifier);
  const replaced = new Map(trained.filter((p) => p.replaces).map((p) => [p.replaces!, p.name]));
  const textHooked = attachments.some(({ attachment }) => attachment.hooks.some((h) => h.site.startsWith("text.")));
  const frozen = model.parameters.filter((p) => !replaced.has(p.name) && (textHooked || isImageSide(p.name)));
  return {
    backbone: model,
    attachments,
    classifier,
    trained,
    frozen,
    loss: cell.loss.plugin.build(cell.loss.options, { ...facts, scale: classifier.scale }),
    headOnly: attachments.length === 0,
    features: (images, read, training) => {
      const used = [...frozen.map((p) => p.name), ...replaced.keys()];
      const scope = createScope({
        parameters: Object.fromEntries(used.map((name) => [name, read(replaced.get(name) ?? frozenName(name))])),
        attachments: attachments.map(({ name, attachment }) => ({
          name,
          hooks: attachment.hooks,
          own: Object.fromEntries(attachment.parameters.map((p) => [p.name, read(`${name}.${p.name}`)])),
        })),
        training,
      });
      return model.forward(images, scope);
    },
    logits: (features, read) => classifier.logits(features, (name) => read(headName(name))),
  };
}

/** Number of trained values: the methods' and the head's. */
export function countTrained(model: CellModel): { tuner: number; head: number } {
  const size = (p: ParameterSpec) => p.shape.reduce((a, b) => a * b, 1);
  const sum = (group: string) => model.trained.filter((p) => p.group === group).reduce((n, p) => n + size(p), 0);
  return { tuner: sum("tuner"), head: sum("head") };
}
