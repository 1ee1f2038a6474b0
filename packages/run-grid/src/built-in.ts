import { augmentations } from "@liftjs/augmentations";
import { clipResnet, clipVit, dinov2, modelCards, resnet, vit } from "@liftjs/backbones";
import { classifiers } from "@liftjs/classifiers";
import type { Plugin } from "@liftjs/contracts";
import { emojiLt } from "@liftjs/dataset-emoji";
import { datasetPlugins } from "@liftjs/datasets";
import { initializers } from "@liftjs/initializers";
import { losses } from "@liftjs/losses";
import { nanoClip } from "@liftjs/nano-clip";
import { adapter } from "@liftjs/peft-adapter";
import { adaptFormer } from "@liftjs/peft-adaptformer";
import { tunings } from "@liftjs/peft-bitfit";
import { full } from "@liftjs/peft-full";
import { lora, loraMlp } from "@liftjs/peft-lora";
import { sparse } from "@liftjs/peft-sparse";
import { ssf } from "@liftjs/peft-ssf";
import { vptDeep, vptShallow } from "@liftjs/peft-vpt";
import { textMethods } from "@liftjs/peft-text";
import { ttes } from "@liftjs/tte";

/** Every plugin of the two papers. This list, and an experiment's own, are the only places that name plugins. */
export const builtInPlugins: readonly Plugin[] = [
  clipVit,
  vit,
  dinov2,
  clipResnet,
  resnet,
  ...modelCards(),
  nanoClip,
  ...datasetPlugins,
  emojiLt,
  ...augmentations,
  ...ttes,
  ...classifiers,
  ...losses,
  ...initializers,
  adaptFormer,
  adapter,
  lora,
  loraMlp,
  ...tunings,
  vptShallow,
  vptDeep,
  ssf,
  sparse,
  ...textMethods,
  full,
];
