const VIT = { family: "vit", blocks: 12, classes: 100 };
const S14 = { ...VIT, resolution: 98, patch: 14, width: 384, heads: 6 };

/**
 * Models of the bench, with what of them is trained: pre-norm vision transformers with exact GELU and CLIP's ResNet-50, all with a
 * cosine classifier of 100 classes.
 */
export const models = {
  "vit-b16-224": { ...VIT, resolution: 224, patch: 16, width: 768, heads: 12, tuning: "adaptformer", bottleneck: 4 },
  "vit-s14-98": { ...S14, tuning: "adaptformer", bottleneck: 4 },
  "vit-s14-98-full": { ...S14, tuning: "full" },
  "clip-rn50-224": {
    ...{ family: "clip-resnet", resolution: 224, width: 64, blocks: [3, 4, 6, 3], projection: 1024 },
    ...{ classes: 100, tuning: "bias" },
  },
};

export const tokensOf = (m) => (m.resolution / m.patch) ** 2 + 1;

/** The rows of the table in docs/performance.md. */
export const table = ["float32", "bfloat16"].flatMap((precision) => [
  ...["train", "forward"].flatMap((task) => [
    { name: "vit-b16-224", task, precision, batch: 8 },
    { name: "vit-s14-98", task, precision, batch: 8 },
  ]),
  { name: "vit-b16-224", task: "train", precision, batch: 32 },
  { name: "vit-s14-98-full", task: "train", precision, batch: 8 },
  ...(precision === "float32" ? [{ name: "clip-rn50-224", task: "train", precision, batch: 8 }] : []),
]);
