import { fileURLToPath } from "node:url";
import { defineModelCard } from "@liftjs/contracts";

declare module "@liftjs/contracts" {
  interface ModelCatalog {
    "nano-clip": "clip-vit";
  }
}

const shipped = (file: string): string => fileURLToPath(new URL(`../model/${file}`, import.meta.url));

/**
 * A CLIP of two small towers, made by `experiments/pretrain-nano-clip.ts` on icon sets with their names and keywords; see the README's
 * model card. Its weights and merges are files of this package: nothing is downloaded.
 */
export const nanoClip = defineModelCard("nano-clip", {
  family: "clip-vit",
  options: {
    width: 128,
    blocks: 4,
    heads: 4,
    patch: 16,
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
    bytes: 4409802,
    sha256: "94466be3e451d7ff52caab6b468ea0705953a2ad527fbae91945058df1432e16",
    license: "Apache-2.0",
    note: "Trained on drawings of Noto, Firefox OS Emoji (Apache-2.0), Twemoji and EmojiOne (CC-BY-4.0).",
  },
  merges: shipped("merges.txt"),
});
