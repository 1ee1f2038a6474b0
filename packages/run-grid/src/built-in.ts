import { augmentations } from "@liftjs/augmentations";
import { clipResnet, clipVit, dinov2, modelCards, resnet, vit } from "@liftjs/backbones";
import { classifiers } from "@liftjs/classifiers";
import type { Plugin } from "@liftjs/contracts";
import { datasetPlugins } from "@liftjs/datasets";
import { initializers } from "@liftjs/initializers";
import { losses } from "@liftjs/losses";
import { adaptFormer } from "@liftjs/peft-adaptformer";
import { full } from "@liftjs/peft-full";
import { lora, loraMlp } from "@liftjs/peft-lora";
import { ttes } from "@liftjs/tte";

/** Every plugin of the two papers. This list, and an experiment's own, are the only places that name plugins. */
export const builtInPlugins: readonly Plugin[] = [
  clipVit,
  vit,
  dinov2,
  clipResnet,
  resnet,
  ...modelCards(),
  ...datasetPlugins,
  ...augmentations,
  ...ttes,
  ...classifiers,
  ...losses,
  ...initializers,
  adaptFormer,
  lora,
  loraMlp,
  full,
];
