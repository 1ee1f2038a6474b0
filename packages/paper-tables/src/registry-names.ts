const names = {
  "CLIP ViT-B/16": "clip-vit-b16",
  "CLIP ViT-L/14": "clip-vit-l14",
  "CLIP ViT-L/14@336px": "clip-vit-l14-336",
  "CLIP ResNet-50": "clip-rn50",
  "IN21K ViT-B/16": "in21k-vit-b16",
} as const;

/** A backbone that we have too, as the tables print it. */
export type PrintedBackbone = keyof typeof names;

/** The backbones of the tables under the names that a grid uses. */
export const registryNames: Readonly<Record<string, string>> & typeof names = names;

/** Classes of the data sets of the tables: a run on fewer is no repetition. */
export const classesOf: Readonly<Record<string, number>> = {
  "imagenet-lt": 1000,
  "places-lt": 365,
  inaturalist2018: 8142,
  "cifar100-lt/100": 100,
  "cifar100-lt/50": 100,
  "cifar100-lt/10": 100,
};
