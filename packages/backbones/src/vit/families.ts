import { defineBackbone } from "@liftjs/contracts";
import { adoptWeights } from "../adopt.js";
import { clipPixels, imageFacts, imageNetPixels, symmetricPixels } from "../facts.js";
import { textTower } from "../text/tower.js";
import type { VitArchitecture } from "./architecture.js";
import { vitModel } from "./model.js";
import { clipVitSchema, dinov2Schema, vitSchema, type VitOptions } from "./options.js";

type Family = Pick<VitArchitecture, "activation" | "epsilon" | "patchBias" | "preNorm">;

/** Sizes from the options, the rest from the family unless the options say otherwise. */
const architectureOf = (usual: Family, options: VitOptions): VitArchitecture => ({
  width: options.width,
  blocks: options.blocks,
  heads: options.heads,
  mlpWidth: Math.round(options.width * options.mlpRatio),
  patch: options.patch,
  resolution: options.resolution,
  registers: 0,
  patchBias: usual.patchBias,
  preNorm: usual.preNorm,
  activation: options.activation ?? usual.activation,
  epsilon: options.epsilon ?? usual.epsilon,
});

/**
 * CLIP's image tower (Radford et al. 2021): normed before the first block, no bias on the patch projection, QuickGELU.
 * The feature `[B, D]` is the class token after the final norm and before the projection to the shared space.
 * Positions at another resolution are resampled bicubic with antialias, as OpenCLIP does.
 */
export const clipVit = defineBackbone("clip-vit", clipVitSchema, {
  build(options) {
    const usual: Family = { activation: "quick-gelu", epsilon: 1e-5, patchBias: false, preNorm: true };
    const sizes = architectureOf(usual, options);
    const architecture = options.projection === undefined ? sizes : { ...sizes, projection: options.projection };
    const text =
      options.text && options.projection !== undefined
        ? textTower(options.text, options.projection, architecture)
        : undefined;
    return vitModel("clip-vit", architecture, imageFacts(clipPixels, options), text);
  },
  adopt: (model, read) => adoptWeights(model, read, { antialias: true }),
});

/**
 * The ViT of timm and of the augreg weights (Dosovitskiy et al. 2021, Steiner et al. 2022): patch projection with bias, exact GELU, ε = 1e-6.
 * Positions at another resolution are resampled bicubic with antialias, as timm does.
 */
export const vit = defineBackbone("vit", vitSchema, {
  build(options) {
    const usual: Family = { activation: "gelu", epsilon: 1e-6, patchBias: true, preNorm: false };
    return vitModel("vit", architectureOf(usual, options), imageFacts(symmetricPixels, options));
  },
  adopt: (model, read) => adoptWeights(model, read, { antialias: true }),
});

/**
 * DINOv2 (Oquab et al. 2024), with registers or without (Darcet et al. 2024): the ViT with layer scale.
 * Positions at another resolution are resampled bicubic, with antialias only where there are registers, as transformers does.
 */
export const dinov2 = defineBackbone("dinov2", dinov2Schema, {
  build(options) {
    const usual: Family = { activation: "gelu", epsilon: 1e-6, patchBias: true, preNorm: false };
    const architecture = { ...architectureOf(usual, options), registers: options.registers, layerScale: 1 };
    return vitModel("dinov2", architecture, imageFacts(imageNetPixels, options));
  },
  adopt: (model, read) => adoptWeights(model, read, { antialias: model.host.parameters.has("registers") }),
});
