export { gelu, quickGelu } from "./activations.js";
export { attention, fusedAttention, type AttentionOptions, type FusedAttentionOptions } from "./attention.js";
export { addBottleneck, addLowRank, type BottleneckParameters } from "./branches.js";
export { layerNorm } from "./layer-norm.js";
export { linear } from "./linear.js";
