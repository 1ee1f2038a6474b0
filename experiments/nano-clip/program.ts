import type { BackboneModel, ParameterSpec, Scope, TensorMap } from "@liftjs/contracts";
import {
  adamWStep,
  clipByGlobalNorm,
  createScope,
  projectImages,
  valueAndGradients,
  type EntryDefinition,
  type ProgramDefinition,
  type StateView,
} from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { bankCrossEntropy, contrast, unitRows } from "./losses.js";
import type { Recipe } from "./recipe.js";

/** CLIP's largest temperature factor. */
const LARGEST_SCALE = Math.log(100);

export const firstName = (name: string): string => `first.${name}`;
export const secondName = (name: string): string => `second.${name}`;

/** What a step is fed and computes with: B names in two views each, K keywords, a bank of N names. */
export interface StepSizes {
  readonly names: number;
  readonly keywords: number;
  readonly bank: number;
}

/** Unit-length features of images `[n, P]` and of texts `[n, P]` in the space that they share. */
export const imageRows = (model: BackboneModel, images: Tensor4D, scope: Scope): Tensor2D =>
  unitRows(projectImages(model, model.forward(images, scope), scope));
export const textRows = (model: BackboneModel, tokens: Tensor2D, ends: Tensor1D, scope: Scope): Tensor2D =>
  unitRows(model.text!.forward(tokens, scope, ends));

interface Parts {
  readonly loss: Scalar;
  readonly imageText: Tensor;
  readonly imageImage: Tensor;
  readonly keywords: Tensor;
  /** `[B, P]`, for the bank. */
  readonly names: Tensor2D;
}

const rowsOf = (x: Tensor2D, from: number, count: number): Tensor2D => tf.slice(x, [from, 0], [count, -1]);

/** The loss of one step and its parts. */
export function stepLoss(
  model: BackboneModel,
  parameters: TensorMap,
  inputs: TensorMap,
  { names: B, keywords: K }: StepSizes,
  recipe: Pick<Recipe, "imageImage" | "imageImageTemperature" | "keywordWeight">,
): Parts {
  const scope = createScope({ parameters, training: true });
  const images = imageRows(model, inputs["images"] as Tensor4D, scope); // [2B, P]: all first views, then all second ones
  const texts = textRows(model, inputs["tokens"] as Tensor2D, inputs["ends"] as Tensor1D, scope); // [B + K, P]
  const [names, keywords] = [rowsOf(texts, 0, B), rowsOf(texts, B, K)];
  const scale = tf.exp(tf.minimum(parameters["logitScale"]!, LARGEST_SCALE));
  const own = tf.oneHot(tf.range(0, B, 1, "int32"), B, 1, 0, "float32") as Tensor2D;
  const twice = tf.concat([own, own], 0) as Tensor2D; // [2B, B]
  const scaled = (a: Tensor2D, b: Tensor2D): Tensor2D => tf.mul(tf.matMul(a, b, false, true), scale);
  const bank = inputs["bank"] as Tensor2D;
  const imageText = tf.mul(
    0.5,
    tf.add(
      bankCrossEntropy({ images, names, bank }, inputs["mask"]!, twice, scale),
      contrast(scaled(images, names), twice),
    ),
  );
  const pairs = tf.div(
    tf.matMul(rowsOf(images, 0, B), rowsOf(images, B, B), false, true),
    recipe.imageImageTemperature,
  ) as Tensor2D;
  const imageImage = contrast(pairs, own);
  const belongs = inputs["belongs"] as Tensor2D; // [B, K]
  const keyword = contrast(scaled(images, keywords), tf.concat([belongs, belongs], 0) as Tensor2D);
  const loss = tf.add(
    imageText,
    tf.add(tf.mul(imageImage, recipe.imageImage), tf.mul(keyword, recipe.keywordWeight)),
  ) as Scalar;
  return { loss, imageText, imageImage, keywords: keyword, names };
}

/** Matrices decay; vectors, embeddings and the temperature do not. */
const decays = ({ name, shape }: ParameterSpec): boolean => shape.length > 1 && !/(^|\.)(position|token)$/.test(name);

function update(
  specs: readonly ParameterSpec[],
  raw: Record<string, Tensor>,
  inputs: TensorMap,
  state: StateView,
  recipe: Recipe,
): void {
  const gradients = clipByGlobalNorm(raw, recipe.clipNorm);
  for (const spec of specs) {
    const next = adamWStep({
      parameter: state.read(spec.name),
      gradient: gradients[spec.name]!,
      first: state.read(firstName(spec.name)),
      second: state.read(secondName(spec.name)),
      step: inputs["step"] as Scalar,
      learningRate: inputs["rate"] as Scalar,
      weightDecay: decays(spec) ? recipe.weightDecay : 0,
      beta2: 0.98,
      epsilon: 1e-6,
    });
    state.assign(spec.name, next.parameter);
    state.assign(firstName(spec.name), next.first);
    state.assign(secondName(spec.name), next.second);
  }
}

function stepEntry(model: BackboneModel, sizes: StepSizes, recipe: Recipe): EntryDefinition {
  const { names: B, keywords: K, bank } = sizes;
  const { resolution } = model.facts;
  const width = model.text!.projectionWidth;
  return {
    inputs: {
      images: { shape: [2 * B, resolution, resolution, 3], dtype: "float32" },
      tokens: { shape: [B + K, model.text!.contextLength], dtype: "int32" },
      ends: { shape: [B + K], dtype: "int32" },
      bank: { shape: [bank, width], dtype: "float32" },
      mask: { shape: [bank], dtype: "float32" },
      belongs: { shape: [B, K], dtype: "float32" },
      rate: { shape: [], dtype: "float32" },
      step: { shape: [], dtype: "float32" },
    },
    run(inputs, state) {
      const parameters = Object.fromEntries(model.parameters.map(({ name }) => [name, state.read(name)]));
      const parts = (p: TensorMap): Parts => stepLoss(model, p, inputs, sizes, recipe);
      const { gradients } = valueAndGradients((p) => parts(p).loss, parameters);
      update(model.parameters, gradients, inputs, state, recipe);
      // The same subgraph again, for the parts; TensorFlow computes equal nodes once.
      return { ...parts(parameters) };
    },
  };
}

const frozenScope = (model: BackboneModel, state: StateView): Scope =>
  createScope({ parameters: Object.fromEntries(model.parameters.map(({ name }) => [name, state.read(name)])) });

/** Features of images, before and after the projection. */
const imagesEntry = (model: BackboneModel, size: number): EntryDefinition => ({
  inputs: { images: { shape: [size, model.facts.resolution, model.facts.resolution, 3], dtype: "float32" } },
  run(inputs, state) {
    const scope = frozenScope(model, state);
    const features = model.forward(inputs["images"] as Tensor4D, scope);
    return { features: unitRows(features), projected: unitRows(projectImages(model, features, scope)) };
  },
});

const textsEntry = (model: BackboneModel, size: number): EntryDefinition => ({
  inputs: {
    tokens: { shape: [size, model.text!.contextLength], dtype: "int32" },
    ends: { shape: [size], dtype: "int32" },
  },
  run: (inputs, state) => ({
    projected: textRows(model, inputs["tokens"] as Tensor2D, inputs["ends"] as Tensor1D, frozenScope(model, state)),
  }),
});

/** Images or texts that pass at once when the model is judged. */
export const JUDGED_AT_ONCE = 64;

/** The program of pre-training: a step of AdamW, and features of images and texts for judging. */
export function pretrainingProgram(model: BackboneModel, sizes: StepSizes, recipe: Recipe): ProgramDefinition {
  const specs = model.parameters;
  return {
    state: [
      ...specs.map(({ name, shape }) => ({ name, shape })),
      ...specs.map(({ name, shape }) => ({ name: firstName(name), shape })),
      ...specs.map(({ name, shape }) => ({ name: secondName(name), shape })),
    ],
    entries: {
      step: stepEntry(model, sizes, recipe),
      images: imagesEntry(model, JUDGED_AT_ONCE),
      texts: textsEntry(model, JUDGED_AT_ONCE),
    },
  };
}
