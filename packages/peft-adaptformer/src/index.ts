export { adaptFormer } from "./adaptformer.js";
export type { AdaptFormerInput, AdaptFormerOptions } from "./options.js";
