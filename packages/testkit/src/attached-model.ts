import {
  createScope,
  projectImages,
  randomStream,
  startingValues,
  tensorRandom,
  valueAndGradients,
} from "@liftjs/core-tensor";
import type {
  Attachment,
  BackboneModel,
  DataFacts,
  HostTensor,
  HostTensors,
  Peft,
  Scope,
  SiteHook,
  TensorMap,
} from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { noiseImages, noiseMatrix, toTensors, withNoise } from "./values.js";

export const someData: DataFacts = { classes: 60, classCounts: Array.from({ length: 60 }, (_, c) => 60 - c) };
const BATCH = 2;

const numbers = (t: tf.Tensor): Float32Array => t.dataSync().slice() as Float32Array;

/** Hooks that change nothing and keep what passes at every site that holds activations. */
const watchers = ({ host }: BackboneModel, seen: Map<string, Float32Array>): SiteHook[] =>
  [...host.sites]
    .filter((site) => !site.includes("weights."))
    .map((site) => ({
      site,
      apply(value, at) {
        seen.set(site, numbers(value));
        seen.set(`what goes into ${site}`, numbers(at.input));
        return value;
      },
    }));

const known = new Map<string, Record<string, HostTensor>>();

/** Random weights of a model, made once for models of the same tensors: treat them as constants. */
function randomWeights({ parameters }: BackboneModel): Record<string, HostTensor> {
  const key = JSON.stringify(parameters.map(({ name, shape }) => [name, shape]));
  const weights = known.get(key) ?? withNoise(startingValues(parameters, 3), 3, 0.2);
  known.set(key, weights);
  return weights;
}

/** A model of random weights with one plugin attached. */
export class AttachedModel {
  readonly attachment: Attachment;
  readonly weights: Record<string, HostTensor>;
  readonly own: Record<string, HostTensor>;

  constructor(
    readonly model: BackboneModel,
    readonly plugin: Peft,
    options: object,
  ) {
    this.attachment = plugin.attach(model.host, plugin.parse(options), someData);
    this.weights = randomWeights(model);
    this.own = startingValues(this.attachment.parameters, 5, this.weights);
  }

  /** Features `[B, D]` of fixed images, or their products with fixed texts `[B, 2]` for a method of the text side. The caller owns them. */
  forward(weights: TensorMap, own: TensorMap, hooked: boolean, more: readonly SiteHook[] = []): tf.Tensor2D {
    const attachments = [
      ...(hooked ? [{ name: this.plugin.name, hooks: this.attachment.hooks, own }] : []),
      ...(more.length ? [{ name: "suite", hooks: more, own: {} }] : []),
    ];
    return tf.tidy(() => {
      const random = tensorRandom({ random: randomStream(5, "step", 0) });
      const scope = createScope({ parameters: weights, attachments, training: true, random });
      const features = this.model.forward(noiseImages(BATCH, this.model.facts.resolution), scope);
      return this.attachment.textRows ? this.#products(features, scope) : features;
    });
  }

  #products(features: tf.Tensor2D, scope: Scope): tf.Tensor2D {
    const tokens = tf.tensor2d(
      [
        [18, 3, 5, 7, 19, 0],
        [18, 4, 6, 19, 0, 0],
      ],
      [2, 6],
      "int32",
    );
    if (!this.model.text)
      throw new Error(`peft "${this.plugin.name}" needs texts: give the suite a model with a text tower`);
    const texts = this.model.text.forward(tokens, scope, tf.tensor1d([4, 3], "int32"));
    return tf.matMul(projectImages(this.model, features, scope), texts, false, true);
  }

  /**
   * What every site of the model passes on, and what went into the operations there, as numbers: by site, and last the features.
   * A change that a norm behind it undoes, such as one number added to all channels, shows here and not in the features.
   */
  passage(weights: HostTensors, own: HostTensors | null): Map<string, Float32Array> {
    const seen = new Map<string, Float32Array>();
    tf.tidy(() => {
      const features = this.forward(toTensors(weights), toTensors(own ?? {}), own !== null, watchers(this.model, seen));
      seen.set("features", numbers(features));
    });
    return seen;
  }

  /** Features as numbers. */
  features(weights: HostTensors, own: HostTensors | null): Float32Array {
    return tf.tidy(
      () => this.forward(toTensors(weights), toTensors(own ?? {}), own !== null).dataSync() as Float32Array,
    );
  }

  /** Names of what is trained: the plugin's tensors as `own:…`, the model's as they are. */
  get trained(): string[] {
    const own = this.attachment.parameters.filter(({ trained = true, update = false }) => trained && !update);
    return [...own.map(({ name }) => `own:${name}`), ...this.attachment.tunes];
  }

  /** Gradients of a scalar of the features with respect to everything trained, as numbers. */
  gradients(weights: HostTensors, own: HostTensors): Record<string, Float32Array> {
    return tf.tidy(() => {
      const model = toTensors(weights);
      const mine = toTensors(own);
      const trained = Object.fromEntries(
        this.trained.flatMap((name) => {
          const value = name.startsWith("own:") ? mine[name.slice(4)] : model[name];
          return value ? [[name, value] as const] : [];
        }),
      );
      const value = () =>
        tf.sum(
          tf.mul(
            this.forward(model, mine, true),
            noiseMatrix(BATCH, this.attachment.textRows ? 2 : this.model.host.featureWidth),
          ),
        ) as tf.Scalar;
      const { gradients } = valueAndGradients(value, trained);
      return Object.fromEntries(
        Object.entries(gradients).map(([name, g]) => [name, g.dataSync().slice() as Float32Array]),
      );
    });
  }
}
