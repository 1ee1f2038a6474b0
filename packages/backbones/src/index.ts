export { clipResnet, resnet } from "./resnet/families.js";
export type { ClipResnetOptions, ResnetOptions } from "./resnet/options.js";
export { clipVit, dinov2, vit } from "./vit/families.js";
export type { TextOptions } from "./text/options.js";
export type { ClipVitOptions, Dinov2Options, VitOptions } from "./vit/options.js";
export { findMerges, mergesSource, readMerges } from "./tokenizer/merges.js";
export { createTokenizer, endPositions, openTokenizer, type TokenizerOptions } from "./tokenizer/tokenizer.js";
export { modelCards } from "./cards.js";
export type * from "./catalog.js";
