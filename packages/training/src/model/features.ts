import type { Scalar, Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { LiftError, type Attachment, type BackboneModel, type ParameterSpec, type Scope } from "@liftjs/contracts";
import { checkHooks, createScope, type EntryRandom } from "@liftjs/core-tensor";
import { templateOf } from "./prompts.js";

/** A tensor that training changes, under the name by which it is saved. */
export interface TrainedParameter extends ParameterSpec {
  readonly group: "tuner" | "head";
  /** The model's own parameter that this one stands for, when a method trains it as it is. */
  readonly replaces?: string;
}

/** Gives a tensor of the cell by its state name. */
export type Read = (name: string) => Tensor;

/** What one pass through a model is given besides its input. */
export interface PassContext {
  readonly read: Read;
  readonly training: boolean;
  readonly random?: EntryRandom | undefined;
  /** Share of the training that is done, 0 … 1. */
  readonly progress?: Scalar | undefined;
  /** Takes the new value of a running statistic, by its state name. */
  readonly update?: ((name: string, value: Tensor) => void) | undefined;
}

/** A backbone with its attachments, without a head: names, shapes and a function from images to features; no values. */
export interface FeatureModel {
  readonly backbone: BackboneModel;
  readonly attachments: readonly { readonly name: string; readonly attachment: Attachment }[];
  /** What the attachments train. */
  readonly tuned: readonly TrainedParameter[];
  /** Tensors of the attachments that no gradient reaches: frozen ones and running statistics. They are saved with what is trained. */
  readonly kept: readonly ParameterSpec[];
  /** The model's parameters that stay as they are; their state names are `backbone.<name>`. */
  readonly frozen: readonly ParameterSpec[];
  /** The prompt template where the classifier's rows are text features, else null. */
  readonly template: string | null;
  /** What one pass goes by; a new one for every pass. */
  scope(at: PassContext): Scope;
  /** @param images normalised `[B, height, width, 3]` @returns `[B, D]` */
  features(images: Tensor4D, scope: Scope): Tensor2D;
}

export const frozenName = (name: string): string => `backbone.${name}`;

const isImageSide = (name: string): boolean => !name.startsWith("text.") && name !== "logitScale";

/** Whether a gradient reaches a declared tensor: neither frozen nor a running statistic. */
export const isTrained = ({ trained = true, update = false }: ParameterSpec): boolean => trained && !update;

const keptOf = (attachments: FeatureModel["attachments"]): ParameterSpec[] =>
  attachments.flatMap(({ name, attachment }) =>
    attachment.parameters.filter((p) => !isTrained(p)).map((p) => ({ ...p, name: `${name}.${p.name}` })),
  );

/** The attachments' own tensors and the model's that they train, each owned by one method. */
function tunedOf(model: BackboneModel, attachments: FeatureModel["attachments"]): TrainedParameter[] {
  const shapes = new Map(model.parameters.map((p) => [p.name, p]));
  const owners = new Map<string, string>();
  const take = (name: string, own: string): TrainedParameter => {
    const spec = shapes.get(own);
    if (!spec) throw new LiftError("SITE", `peft "${name}" wants to train "${own}", which the backbone has not`);
    const owner = owners.get(own);
    if (owner !== undefined)
      throw new LiftError(
        "OPTIONS",
        `"${own}" is trained by both peft "${owner}" and "${name}"; keep one of them or give them different blocks`,
      );
    owners.set(own, name);
    return { name: `${name}.${own}`, shape: spec.shape, group: "tuner", replaces: own };
  };
  return attachments.flatMap(({ name, attachment }) => [
    ...attachment.parameters
      .filter(isTrained)
      .map((p): TrainedParameter => ({ ...p, name: `${name}.${p.name}`, group: "tuner" })),
    ...attachment.tunes.map((own) => take(name, own)),
  ]);
}

/**
 * Put a backbone and its attached methods together.
 * @param also parameters beyond the image side that a head needs
 * @throws LiftError `SITE`, `OPTIONS` when they do not fit one another
 */
export function featureModel(
  model: BackboneModel,
  attachments: FeatureModel["attachments"],
  also: readonly string[] = [],
): FeatureModel {
  checkHooks(
    model.host,
    attachments.map(({ name, attachment }) => ({ name, hooks: attachment.hooks })),
  );
  const template = templateOf(attachments);
  const tuned = tunedOf(model, attachments);
  const replaced = new Map(tuned.flatMap(({ name, replaces }) => (replaces === undefined ? [] : [[replaces, name]])));
  const needed = ({ name }: ParameterSpec) => template !== null || isImageSide(name) || also.includes(name);
  const frozen = model.parameters.filter((p) => !replaced.has(p.name) && needed(p));
  const used = [...frozen.map((p) => p.name), ...replaced.keys()];
  return {
    backbone: model,
    attachments,
    tuned,
    kept: keptOf(attachments),
    frozen,
    template,
    scope: ({ read, training, random, progress, update }) =>
      createScope({
        parameters: Object.fromEntries(used.map((name) => [name, read(replaced.get(name) ?? frozenName(name))])),
        attachments: attachments.map(({ name, attachment }) => ({
          name,
          hooks: attachment.hooks,
          own: Object.fromEntries(attachment.parameters.map((p) => [p.name, read(`${name}.${p.name}`)])),
        })),
        training,
        ...(random ? { random } : {}),
        ...(progress ? { progress } : {}),
        ...(update
          ? {
              update: (plugin, name, value) => {
                update(`${plugin}.${name}`, value);
              },
            }
          : {}),
      }),
    features: (images, scope) => model.forward(images, scope),
  };
}

/** A backbone with nothing attached. */
export const frozenModel = (model: BackboneModel): FeatureModel => featureModel(model, []);
