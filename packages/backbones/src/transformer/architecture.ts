export type Activation = "quick-gelu" | "gelu";

/** Sizes and facts of a stack of pre-norm transformer blocks. */
export interface TransformerArchitecture {
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  readonly mlpWidth: number;
  readonly activation: Activation;
  /** Added to the variance in every LayerNorm. */
  readonly epsilon: number;
  /** Start of the factors on both residual branches; absent where the model has none. */
  readonly layerScale?: number;
}
