import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { LiftError, type BackboneModel, type ClassifierModel, type ParameterSpec, type Scope } from "@liftjs/contracts";
import { projectImages } from "@liftjs/core-tensor";
import type { ResolvedCell } from "../cell/resolve.js";
import { promptRows, type ClassPrompts } from "./prompts.js";

/** From features to logits. */
export interface Head {
  readonly classifier: ClassifierModel;
  /** Tensors of its own, by the names by which they are saved: `head.weight [C, D]`, perhaps `head.bias [C]`. */
  readonly parameters: readonly ParameterSpec[];
  /** Names of the model's parameters that it needs beside the features. */
  readonly needs: readonly string[];
  /** Length of a row that an initialiser gives. */
  readonly width: number;
  /** @param features `[B, D]` @param own gives a parameter by its saved name @returns `[B, C]` */
  logits(features: Tensor2D, scope: Scope, own: (name: string) => Tensor): Tensor2D;
}

const headName = (name: string): string => `head.${name}`;

const savedNames = ({ parameters }: ClassifierModel): ParameterSpec[] =>
  parameters.map((p) => ({ ...p, name: headName(p.name) }));

type Parts = Pick<ResolvedCell, "backbone" | "classifier">;

/** A classifier in the space that images share with text, where only a row's direction means something. */
function sharedClassifier({ backbone: { model }, classifier: { plugin, options } }: Parts, classes: number) {
  if (!model.text)
    throw new LiftError(
      "CAPABILITY",
      `the classifier is made of texts, and a backbone of family "${model.host.family}" has no text tower; use a CLIP backbone`,
    );
  const { projectionWidth: width } = model.text;
  const classifier = plugin.build(options, { featureWidth: width, classes });
  if (!classifier.directional)
    throw new LiftError(
      "CAPABILITY",
      `classifier "${plugin.name}" cannot take text features as its rows, whose length means nothing; use "cosine"`,
    );
  return { classifier, width };
}

const projection = ({ imageProjection }: BackboneModel): string[] =>
  imageProjection === undefined ? [] : [imageProjection];

/** Trained rows over the backbone's features. */
export function trainedHead({ backbone, classifier: { plugin, options } }: Parts, classes: number): Head {
  const width = backbone.model.host.featureWidth;
  const classifier = plugin.build(options, { featureWidth: width, classes });
  return {
    classifier,
    parameters: savedNames(classifier),
    needs: [],
    width,
    logits: (features, _scope, own) => classifier.logits(features, (name) => own(headName(name))),
  };
}

/** Rows that are text features of each class's prompt, made anew in every pass. */
export function promptHead(parts: Parts, classes: number, prompts: ClassPrompts | undefined): Head {
  const { classifier, width } = sharedClassifier(parts, classes);
  const { model } = parts.backbone;
  return {
    classifier,
    parameters: [],
    needs: projection(model),
    width,
    logits: (features, scope) => {
      const rows = promptRows(model, prompts, scope);
      return classifier.logits(projectImages(model, features, scope), () => rows);
    },
  };
}

/**
 * CLIP's own zero-shot classifier: `exp(logitScale) · ⟨norm(P·f), norm(t_c)⟩`, P the image projection, t the text features, which the
 * initialiser gives as rows. Nothing of it is trained.
 * Source: Radford et al. 2021. How it differs from a head of text rows taken back to feature space: that ranks by another product.
 */
export function zeroShotHead(parts: Parts, classes: number): Head {
  const { classifier, width } = sharedClassifier(parts, classes);
  const { model } = parts.backbone;
  const scaled = model.parameters.some(({ name }) => name === "logitScale");
  return {
    classifier,
    parameters: savedNames(classifier),
    needs: [...projection(model), ...(scaled ? ["logitScale"] : [])],
    width,
    logits: (features, scope, own) => {
      const logits = classifier.logits(projectImages(model, features, scope), (name) => own(headName(name)));
      if (!scaled) return logits;
      return tf.tidy(() => {
        const temperature = tf.div(tf.exp(scope.parameter("logitScale")), classifier.scale);
        return tf.mul(logits, tf.reshape(temperature, []));
      });
    },
  };
}
