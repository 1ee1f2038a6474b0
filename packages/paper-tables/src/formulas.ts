/** Sizes that a Transformer's parameters depend on. */
export interface TransformerSize {
  /** Blocks, L. */
  readonly blocks: number;
  /** Width, d. */
  readonly width: number;
  /** Patches of an image, m. */
  readonly patches: number;
  /** Numbers in a patch, d₀ = 3·p². */
  readonly patchValues: number;
}

/** Parameters of CLIP's image Transformer, Table 9: `12Ld² + (13L + m + d₀ + 6)d`. */
export const transformerParameters = ({ blocks, width, patches, patchValues }: TransformerSize): number =>
  12 * blocks * width ** 2 + (13 * blocks + patches + patchValues + 6) * width;

export interface ModuleSize {
  /** Width of the block, d. */
  readonly width: number;
  /** Bottleneck r of an adapter, or length p of a prompt. */
  readonly inner: number;
}

/** Learned parameters of a fine-tuning module in one block, Table 10; `printed` is the paper's formula. */
export const moduleParameters = {
  bitfit: { printed: "11d", perBlock: ({ width }: ModuleSize): number => 11 * width },
  vpt: { printed: "pd", perBlock: ({ width, inner }: ModuleSize): number => inner * width },
  adapter: {
    printed: "(2r + 3)d + r",
    perBlock: ({ width, inner }: ModuleSize): number => (2 * inner + 3) * width + inner,
  },
  lora: { printed: "4rd", perBlock: ({ width, inner }: ModuleSize): number => 4 * inner * width },
  adaptformer: {
    printed: "(2r + 3)d + r + 1",
    perBlock: ({ width, inner }: ModuleSize): number => (2 * inner + 3) * width + inner + 1,
  },
} as const;
