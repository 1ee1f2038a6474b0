/* eslint-disable @typescript-eslint/ban-ts-comment -- a package that is not installed adds no names, which is no error */
/**
 * Names and options of the plugins of this workspace, types only, so that a grid file is checked when it is compiled and yet installs
 * none of them: whoever runs the grid has them. Where a package is absent its catalogue is empty, and an empty catalogue allows any name.
 */
/** @ts-ignore */
export type * as Augmentations from "@liftjs/augmentations";
/** @ts-ignore */
export type * as Backbones from "@liftjs/backbones";
/** @ts-ignore */
export type * as Classifiers from "@liftjs/classifiers";
/** @ts-ignore */
export type * as DatasetEmoji from "@liftjs/dataset-emoji";
/** @ts-ignore */
export type * as Datasets from "@liftjs/datasets";
/** @ts-ignore */
export type * as Initializers from "@liftjs/initializers";
/** @ts-ignore */
export type * as Losses from "@liftjs/losses";
/** @ts-ignore */
export type * as NanoClip from "@liftjs/nano-clip";
/** @ts-ignore */
export type * as PeftAdapter from "@liftjs/peft-adapter";
/** @ts-ignore */
export type * as PeftAdaptformer from "@liftjs/peft-adaptformer";
/** @ts-ignore */
export type * as PeftBitfit from "@liftjs/peft-bitfit";
/** @ts-ignore */
export type * as PeftFull from "@liftjs/peft-full";
/** @ts-ignore */
export type * as PeftLora from "@liftjs/peft-lora";
/** @ts-ignore */
export type * as PeftSparse from "@liftjs/peft-sparse";
/** @ts-ignore */
export type * as PeftSsf from "@liftjs/peft-ssf";
/** @ts-ignore */
export type * as PeftText from "@liftjs/peft-text";
/** @ts-ignore */
export type * as PeftVpt from "@liftjs/peft-vpt";
/** @ts-ignore */
export type * as Tte from "@liftjs/tte";
