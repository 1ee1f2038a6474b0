import type { Scalar, Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { LiftError, sizeOf, type ClassifierModel, type DataFacts, type LossModel, type Scope } from "@liftjs/contracts";
import { createScope } from "@liftjs/core-tensor";
import { attachAll, type ResolvedCell } from "../cell/resolve.js";
import {
  featureModel,
  frozenName,
  isTrained,
  type FeatureModel,
  type PassContext,
  type TrainedParameter,
} from "./features.js";
import { promptHead, trainedHead, zeroShotHead, type Head } from "./head.js";
import { templateOf, type ClassPrompts } from "./prompts.js";

/** A cell's mathematics: backbone, attachments, head and loss; names, shapes and functions, no values. */
export interface Model extends FeatureModel {
  readonly classifier: ClassifierModel;
  readonly loss: LossModel;
  /** Everything that training changes: of the attachments, the head and the loss. */
  readonly trained: readonly TrainedParameter[];
  readonly classes: number;
  /** Length of a row that an initialiser gives. */
  readonly rowWidth: number;
  /** Names of the frozen parameters that logits need where features are given. */
  readonly headNeeds: readonly string[];
  /** True when nothing before the head is trained, so that features may be computed once. */
  readonly headOnly: boolean;
  /** From features alone, where nothing before the head is trained. */
  logits(features: Tensor2D, at: PassContext): Tensor2D;
  forward(images: Tensor4D, at: PassContext): { features: Tensor2D; logits: Tensor2D };
  /** The terms that attachments add to the loss. */
  penalties(at: PassContext): Scalar[];
  /** A parameter of the loss by its own name. */
  lossParameter(name: string, at: PassContext): Tensor;
}

/** The parts of a cell that its mathematics is made of. */
export type ModelParts = Pick<ResolvedCell, "backbone" | "peft" | "classifier" | "loss"> & {
  readonly config: { readonly zeroShot: boolean };
};

function headOf(cell: ModelParts, template: string | null, classes: number, prompts: ClassPrompts | undefined): Head {
  if (template === null) return cell.config.zeroShot ? zeroShotHead(cell, classes) : trainedHead(cell, classes);
  if (cell.config.zeroShot)
    throw new LiftError(
      "OPTIONS",
      "a zero-shot cell trains nothing, but its method trains prompts; drop zeroShot or the method",
    );
  return promptHead(cell, classes, prompts);
}

const lossName = (name: string): string => `loss.${name}`;

/** What logits go by where features are given: the few parameters that the head needs. */
const headScope = (head: Head, { read, training }: PassContext): Scope =>
  createScope({
    parameters: Object.fromEntries(head.needs.map((name) => [name, read(frozenName(name))])),
    training,
  });

/** Put a cell's parts together. @throws LiftError `SITE`, `OPTIONS`, `SHAPE`, `CAPABILITY` when they do not fit one another */
export function assemble(cell: ModelParts, facts: DataFacts, prompts?: ClassPrompts): Model {
  const { model } = cell.backbone;
  const attachments = attachAll(cell, model.host, facts);
  const head = headOf(cell, templateOf(attachments), facts.classes, prompts);
  const base = featureModel(model, attachments, head.needs);
  const loss = cell.loss.plugin.build(cell.loss.options, { ...facts, scale: head.classifier.scale });
  const lossParameters = (loss.parameters ?? []).map((p) => ({ ...p, name: lossName(p.name) }));
  const ofHead = [...head.parameters, ...lossParameters];
  const trainedOfHead = ofHead.filter(isTrained).map((p): TrainedParameter => ({ ...p, group: "head" }));
  return {
    ...base,
    classifier: head.classifier,
    loss,
    trained: [...base.tuned, ...trainedOfHead],
    kept: [...base.kept, ...ofHead.filter((p) => !isTrained(p))],
    classes: facts.classes,
    rowWidth: head.width,
    headNeeds: head.needs,
    headOnly: attachments.length === 0,
    logits: (features, at) => head.logits(features, headScope(head, at), at.read),
    forward(images, at) {
      const scope = base.scope(at);
      const features = base.features(images, scope);
      return { features, logits: head.logits(features, scope, at.read) };
    },
    penalties: (at) =>
      attachments.flatMap(({ name, attachment }) =>
        attachment.penalty ? [attachment.penalty((own) => at.read(`${name}.${own}`))] : [],
      ),
    lossParameter: (name, at) => at.read(lossName(name)),
  };
}

/** Number of trained values: the methods' and the head's. */
export function countTrained(model: Model): { tuner: number; head: number } {
  const sum = (group: TrainedParameter["group"]) =>
    model.trained.filter((p) => p.group === group).reduce((n, p) => n + sizeOf(p.shape), 0);
  return { tuner: sum("tuner"), head: sum("head") };
}
