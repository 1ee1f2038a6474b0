import type { CellSettings } from "@liftjs/grid";

/**
 * What `--quick` puts in place of a grid's data and model where the real ones are absent: drawings in two dozen classes with an
 * artificial tail, and an image-text model that needs no download, one epoch. Spread it and change what a grid needs otherwise:
 * `quick: { ...quickDefault, epochs: 2 }`.
 */
export const quickDefault = {
  dataset: { name: "emoji-lt", classes: 20, ratio: 20, testPerClass: 10 },
  backbone: "nano-clip",
  epochs: 1,
} as const satisfies CellSettings;
