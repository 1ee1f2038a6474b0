import { fused, outputOf } from "./define.js";

/** Attention on `q`, `k`, `v`; attributes `heads`, `causal`. Its gradient recomputes the weights. */
export const attentionOperation = fused({
  kernel: "LiftAttention",
  gradients: (dy, inputs, attributes) => {
    const gradient = (index: number) => () => outputOf("LiftAttentionGrad", index, { dy, ...inputs }, attributes);
    return { q: gradient(0), k: gradient(1), v: gradient(2) };
  },
});

const fusedGradient = fused({ kernel: "LiftFusedAttentionGrad" });

/** Attention on `qkv`, side by side in the last axis; attributes `heads`, `causal`, and `first`: only the first token asks. */
export const fusedAttentionOperation = fused({
  kernel: "LiftFusedAttention",
  gradients: (dy, inputs, attributes) => ({ qkv: () => fusedGradient({ dy, ...inputs }, attributes) }),
});
