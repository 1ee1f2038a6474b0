import { fileURLToPath } from "node:url";
import type { ModelCard } from "@liftjs/contracts";

const shipped = (file: string): string => fileURLToPath(new URL(`../model/${file}`, import.meta.url));

/**
 * A CLIP of two small towers, made by `experiments/pretrain-nano-clip.ts` on icon sets with their names and keywords; see the README's
 * model card. Its weights and merges are files of this package: nothing is downloaded.
 */
export const nanoClip: ModelCard = {
  kind: "model",
  name: "nano-clip",
  family: "clip-vit",
  options: {
    width: 128,
    blocks: 4,
    heads: 4,
    patch: 8,
    resolution: 32,
    projection: 128,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    interpolation: "bilinear",
    text: { width: 128, blocks: 2, heads: 4, context: 16, vocabulary: 6850 },
  },
  weights: {
    file: "nano-clip.safetensors",
    bundled: shipped("nano-clip.safetensors"),
    bytes: 4265418,
    sha256: "88b30beb3a63b264f71269740a05c63f29e097f39f54e2193fc62e6ccd184de6",
    license: "Apache-2.0",
    note: "Trained on drawings of Noto, Firefox OS Emoji (Apache-2.0), Twemoji and EmojiOne (CC-BY-4.0).",
  },
  merges: shipped("merges.txt"),
};
