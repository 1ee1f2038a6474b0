/** Types of the plugins that come with this package, so that an experiment file's names and options are checked when it is compiled. */
export type * as Augmentations from "@liftjs/augmentations";
export type * as Backbones from "@liftjs/backbones";
export type * as Classifiers from "@liftjs/classifiers";
export type * as DatasetEmoji from "@liftjs/dataset-emoji";
export type * as Datasets from "@liftjs/datasets";
export type * as Initializers from "@liftjs/initializers";
export type * as Losses from "@liftjs/losses";
export type * as PeftAdapter from "@liftjs/peft-adapter";
export type * as PeftAdaptformer from "@liftjs/peft-adaptformer";
export type * as PeftBitfit from "@liftjs/peft-bitfit";
export type * as PeftFull from "@liftjs/peft-full";
export type * as PeftLora from "@liftjs/peft-lora";
export type * as PeftSparse from "@liftjs/peft-sparse";
export type * as PeftSsf from "@liftjs/peft-ssf";
export type * as PeftText from "@liftjs/peft-text";
export type * as PeftVpt from "@liftjs/peft-vpt";
export type * as Tte from "@liftjs/tte";
