export { createScope, type AttachedHooks, type ScopeOptions } from "./scope.js";
export { projectImages } from "./project-images.js";
export { clipResnet, resnet } from "./resnet/families.js";
export type { ClipResnetOptions, ResnetOptions } from "./resnet/options.js";
export { clipVit, dinov2, vit } from "./vit/families.js";
export type { TextOptions } from "./text/options.js";
export type { ClipVitOptions, Dinov2Options, VitOptions } from "./vit/options.js";
