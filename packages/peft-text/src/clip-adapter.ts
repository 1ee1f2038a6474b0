import { definePeft, needParameters, needSites, parameterSpec, type SiteHook } from "@liftjs/contracts";
import { kaimingUniform } from "@liftjs/core-tensor";
import { linear } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { template } from "./template.js";

const schema = z.strictObject({
  /** How much narrower the adapters are than the shared space. */
  reduction: z.int().min(1).default(4),
  /** Part of the adapted feature in the sum; the original has the rest. */
  ratio: z.number().min(0).max(1).default(0.2),
  template,
});

/** What an experiment may write. */
export type ClipAdapterInput = z.input<typeof schema>;

const sides = ["image", "text"] as const;

/** `ratio · ReLU(Up(ReLU(Down(f)))) + (1 − ratio) · f`. @param value f `[n, P]` */
const hook = (side: string, ratio: number): SiteHook => ({
  site: `${side}.projected`,
  apply: (value, at) =>
    tf.tidy(() => {
      const adapted = tf.relu(
        linear(tf.relu(linear(value, at.own(`${side}.down.weight`))), at.own(`${side}.up.weight`)),
      );
      return tf.add(tf.mul(adapted, ratio), tf.mul(value, 1 - ratio));
    }),
});

/**
 * CLIP-Adapter: a bottleneck behind each projection to the space that images and texts share; text features are the classifier's rows.
 * Trains `4·P·⌊P/reduction⌋` numbers, without biases. Source: Gao et al. 2021; as in LIFT+ both sides have one.
 */
export const clipAdapter = definePeft("clip-adapter", schema, (host, options, _data, where) => {
  needSites(
    where,
    host,
    sides.map((side) => `${side}.projected`),
  );
  needParameters(where, host, ["text.projection"]);
  const P = host.parameters.get("text.projection")![0]!;
  const R = Math.max(1, Math.floor(P / options.reduction));
  return {
    parameters: sides.flatMap((side) => [
      parameterSpec(`${side}.down.weight`, [R, P], kaimingUniform),
      parameterSpec(`${side}.up.weight`, [P, R], kaimingUniform),
    ]),
    tunes: [],
    hooks: sides.map((side) => hook(side, options.ratio)),
    count: 4 * P * R,
    textRows: { template: options.template },
  };
});
