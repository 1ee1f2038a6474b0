/** Models of the bench: pre-norm vision transformers with exact GELU, AdaptFormer in every block, a cosine classifier of 100 classes. */
export const models = {
  "vit-b16-224": { resolution: 224, patch: 16, width: 768, blocks: 12, heads: 12, bottleneck: 4, classes: 100 },
  "vit-s14-98": { resolution: 98, patch: 14, width: 384, blocks: 12, heads: 6, bottleneck: 4, classes: 100 },
};
export const tokensOf = (m) => (m.resolution / m.patch) ** 2 + 1;
