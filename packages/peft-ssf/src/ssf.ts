import {
  definePeft,
  needSites,
  parameterSpec,
  type HostTensor,
  type HostTensors,
  type ParameterSpec,
  type SiteHook,
} from "@liftjs/contracts";
import { normalValues } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { schema } from "./options.js";
import { placesOf, type Place } from "./places.js";

const pairParameters = ({ pair, width }: Place): ParameterSpec[] => [
  parameterSpec(`${pair}.scale`, [width], (shape) => normalValues(shape, 0.02, 1)),
  parameterSpec(`${pair}.shift`, [width], (shape) => normalValues(shape, 0.02)),
];

const hook = ({ site, pair }: Place): SiteHook => ({
  site,
  apply: (value, at) => tf.tidy(() => tf.add(tf.mul(value, at.own(`${pair}.scale`)), at.own(`${pair}.shift`))),
});

/** Rows of `[out, …]` (or numbers of `[out]`) times one number each. */
const scaleRows = ({ shape, data }: HostTensor, scale: Float32Array): HostTensor => ({
  shape,
  data: data.map((v, k) => v * scale[Math.floor((k * scale.length) / data.length)]!),
});

/** `(W, b)` to `(γ·W, γ·b + β)`, row by row. */
function fold({ pair, parameter }: Place, weights: HostTensors, own: HostTensors): Record<string, HostTensor> {
  const scale = own[`${pair}.scale`]!.data;
  const shift = own[`${pair}.shift`]!.data;
  const bias = scaleRows(weights[`${parameter}.bias`]!, scale);
  return {
    [`${parameter}.weight`]: scaleRows(weights[`${parameter}.weight`]!, scale),
    [`${parameter}.bias`]: { ...bias, data: bias.data.map((v, k) => v + shift[k]!) },
  };
}

/**
 * SSF: scale and shift what projections give, `x·γ + β`, per channel. On a transformer inside the blocks: `attn.in` (queries, keys
 * and values together, `[3D]`), `attn.out`, `mlp.in`, `mlp.out`, with `ln` also the norms; on a ResNet once, on the pooled feature.
 * γ starts near one, normal(1, 0.02), β near zero, normal(0, 0.02), so the model starts a little changed. Folds into the weights.
 * Trains `2·(4D + M + D)` numbers a block by default. Source: Lian et al. 2022; LIFT and LIFT+ differ in what is on by default.
 */
export const ssf = definePeft("ssf", schema, (host, options, _data, where) => {
  const places = placesOf(host, options, where);
  needSites(
    where,
    host,
    places.map(({ site }) => site),
  );
  const foldable = places.every(({ parameter }) => parameter !== undefined);
  return {
    parameters: places.flatMap(pairParameters),
    tunes: [],
    hooks: places.map(hook),
    count: places.reduce((sum, { width }) => sum + 2 * width, 0),
    ...(foldable
      ? {
          merge: (weights: HostTensors, own: HostTensors) =>
            Object.assign({}, ...places.map((place) => fold(place, weights, own))),
        }
      : {}),
  };
});
