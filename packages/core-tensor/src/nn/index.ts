export { gelu, quickGelu } from "./activations.js";
export { attention, type AttentionOptions } from "./attention.js";
export { layerNorm } from "./layer-norm.js";
export { linear } from "./linear.js";
