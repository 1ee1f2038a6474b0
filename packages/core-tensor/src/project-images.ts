import { LiftError, type BackboneModel, type Scope } from "@liftjs/contracts";
import { linear } from "./nn/index.js";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";

/**
 * Bring image features to the space that they share with text: `f · projectionᵀ`, or f itself where the model's features are there
 * already (CLIP's ResNets); then the hooks at `image.projected`.
 * @param features `[B, D]` @returns `[B, P]`, not normalised, owned by the caller
 * @throws LiftError `CAPABILITY` where the model shares no space with text
 */
export function projectImages(model: BackboneModel, features: Tensor2D, scope: Scope): Tensor2D {
  const { imageProjection: name, host } = model;
  if (!host.sites.has("image.projected")) {
    throw new LiftError(
      "CAPABILITY",
      `a "${host.family}" model without a projection shares no space with text; use CLIP weights with "projection" set`,
    );
  }
  return tf.tidy(() => {
    const projected = name === undefined ? tf.clone(features) : linear(features, scope.parameter(name));
    return scope.at("image.projected", projected, features) as Tensor2D;
  });
}
