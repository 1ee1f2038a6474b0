import { clipVit, dinov2, resnet, vit } from "@liftjs/backbones";
import { createScope } from "@liftjs/core-tensor";
import type { Attachment, BackboneFamily, BackboneModel, HostTensor, Peft, TensorMap } from "@liftjs/contracts";
import { cosineRate, sgdStep, valueAndGradients } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { madeTensor, madeTensors, madeValues } from "./made-values.js";
import { toTensors } from "./values.js";

/** What a fixture was made of. */
export interface ParityConfig {
  readonly backbone: { readonly family: string; readonly resolution: number } & Readonly<Record<string, unknown>>;
  readonly peft: readonly [{ readonly name: string } & Readonly<Record<string, unknown>>];
  readonly optimizer: { readonly learningRate: number; readonly momentum: number; readonly weightDecay: number };
  readonly epochs: number;
}

/** What one step gives. */
export interface ParityStep {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

const numbers = (t: tf.Tensor): Float32Array => t.dataSync().slice() as Float32Array;
const BATCH = 4;
const SCALE = 25;
const families: readonly BackboneFamily[] = [clipVit, vit, dinov2, resnet];

/** The cell of tooling/parity/peft.py: one method, the cosine head, logit adjustment, values made alike. Dispose it. */
export class ParityCell {
  readonly #model: BackboneModel;
  readonly #attachment: Attachment;
  readonly #base: TensorMap;
  readonly #momenta: Record<string, tf.Tensor>;
  #trained: Record<string, tf.Tensor>;

  constructor(
    readonly plugin: Peft,
    readonly config: ParityConfig,
    readonly counts: readonly number[],
  ) {
    const family = families.find(({ name }) => name === config.backbone.family)!;
    this.#model = family.build(family.parse(config.backbone));
    const { name, ...options } = config.peft[0];
    this.#attachment = plugin.attach(this.#model.host, plugin.parse(options), {
      classes: counts.length,
      classCounts: counts,
    });
    const base = madeTensors(this.#model.parameters);
    this.#base = toTensors(base);
    this.#trained = toTensors(this.#start(name, base));
    this.#momenta = Object.fromEntries(Object.entries(this.#trained).map(([key, value]) => [key, tf.zerosLike(value)]));
  }

  #start(name: string, base: Record<string, HostTensor>): Record<string, HostTensor> {
    const { parameters, tunes } = this.#attachment;
    const own = Object.fromEntries(
      parameters.map((spec) => [
        `${name}.${spec.name}`,
        spec.fromModel
          ? { shape: spec.shape, data: spec.fromModel(base) }
          : madeTensor(`${name}.${spec.name}`, spec.shape),
      ]),
    );
    const tuned = Object.fromEntries(tunes.map((key) => [`${name}.${key}`, base[key]!]));
    const shape = [this.counts.length, this.#model.host.featureWidth];
    return { ...own, ...tuned, "head.weight": madeTensor("head.weight", shape) };
  }

  #features(images: tf.Tensor4D, trained: TensorMap): tf.Tensor2D {
    const prefixed = (name: string): string => `${this.plugin.name}.${name}`;
    const { parameters, tunes, hooks } = this.#attachment;
    const tuned = Object.fromEntries(tunes.map((name) => [name, trained[prefixed(name)]!]));
    const own = Object.fromEntries(parameters.map(({ name }) => [name, trained[prefixed(name)]!]));
    const scope = createScope({
      parameters: { ...this.#base, ...tuned },
      attachments: [{ name: this.plugin.name, hooks, own }],
      training: true,
    });
    return this.#model.forward(images, scope);
  }

  #logits(features: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
    const unit = (x: tf.Tensor2D): tf.Tensor2D => tf.div(x, tf.norm(x, "euclidean", 1, true));
    return tf.mul(tf.matMul(unit(features), unit(weight), false, true), SCALE);
  }

  #loss(logits: tf.Tensor2D, labels: number[]): tf.Scalar {
    const total = this.counts.reduce((a, b) => a + b);
    const adjusted = tf.add(logits, tf.tensor1d(this.counts.map((n) => Math.log(n / total))));
    return tf.neg(
      tf.mean(
        tf.sum(
          tf.mul(tf.oneHot(tf.tensor1d(labels, "int32"), this.counts.length, 1, 0, "float32"), tf.logSoftmax(adjusted)),
          1,
        ),
      ),
    ) as tf.Scalar;
  }

  #images(step: number): tf.Tensor4D {
    const shape: [number, number, number, number] = [
      BATCH,
      this.config.backbone.resolution,
      this.config.backbone.resolution,
      3,
    ];
    return tf.tensor4d(madeValues(`images.${step}`, shape, 2).data, shape);
  }

  #head(features: tf.Tensor2D): tf.Tensor2D {
    return this.#logits(features, this.#trained["head.weight"] as tf.Tensor2D);
  }

  /** Features and logits of the made batch of that number. */
  forward(step: number): { readonly features: Float32Array; readonly logits: Float32Array } {
    return tf.tidy(() => {
      const features = this.#features(this.#images(step), this.#trained);
      return { features: numbers(features), logits: numbers(this.#head(features)) };
    });
  }

  /** One SGD step on the made batch of that number. */
  step(step: number): ParityStep {
    const labels = Array.from({ length: BATCH }, (_, b) => (step + 2 * b) % this.counts.length);
    return tf.tidy(() => {
      const images = this.#images(step);
      const { value, gradients } = valueAndGradients(
        () => this.#loss(this.#head(this.#features(images, this.#trained)), labels),
        this.#trained,
      );
      this.#update(gradients, cosineRate(this.config.optimizer.learningRate, step, this.config.epochs));
      return {
        loss: numbers(value)[0]!,
        gradients: Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, numbers(g)])),
      };
    });
  }

  #update(gradients: TensorMap, learningRate: number): void {
    const { momentum: momentumFactor, weightDecay } = this.config.optimizer;
    for (const [name, parameter] of Object.entries(this.#trained)) {
      const next = sgdStep({
        parameter,
        gradient: gradients[name]!,
        momentum: this.#momenta[name]!,
        learningRate,
        momentumFactor,
        weightDecay,
      });
      tf.dispose([parameter, this.#momenta[name]!]);
      this.#trained[name] = tf.keep(next.parameter);
      this.#momenta[name] = tf.keep(next.momentum);
    }
  }

  dispose(): void {
    tf.dispose([this.#base, this.#trained, this.#momenta]);
  }
}
