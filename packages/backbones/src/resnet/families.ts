import { defineBackbone } from "@liftjs/contracts";
import { adoptWeights } from "../adopt.js";
import { clipPixels, imageFacts, imageNetBilinearPixels } from "../facts.js";
import { textTower } from "../text/tower.js";
import { resnetModel } from "./model.js";
import { clipResnetSchema, poolHeads, resnetSchema } from "./options.js";

/**
 * CLIP's ModifiedResNet (Radford et al. 2021): a stem of three convolutions, strides by averaging, attention pooling.
 * The feature `[B, P]` is the pool's output, which is in the space shared with text. Batch norms use their stored statistics.
 */
export const clipResnet = defineBackbone("clip-resnet", clipResnetSchema, {
  build(options) {
    const { width, blocks, resolution, projection } = options;
    const heads = poolHeads(options);
    const text = options.text && textTower(options.text, projection, { activation: "quick-gelu", epsilon: 1e-5 });
    return resnetModel(
      "clip-resnet",
      { width, blocks, resolution, attentionPool: { heads, projection } },
      imageFacts(clipPixels, options),
      text,
    );
  },
  adopt: (model, read) => adoptWeights(model, read, { antialias: true }),
});

/**
 * torchvision's and timm's ResNet-50 and deeper (He et al. 2016, stride on the 3 × 3 convolution): the feature `[B, D]` is the mean
 * over all pixels. Batch norms use their stored statistics.
 */
export const resnet = defineBackbone("resnet", resnetSchema, {
  build: (options) => resnetModel("resnet", options, imageFacts(imageNetBilinearPixels, options)),
  adopt: (model, read) => adoptWeights(model, read, { antialias: true }),
});
