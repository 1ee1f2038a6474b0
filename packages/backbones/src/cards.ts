import { defineModelCard, LiftError, type ModelCard } from "@liftjs/contracts";
import { weightSources } from "@liftjs/weights";

type Architecture = readonly [family: string, options: Readonly<Record<string, unknown>>];

const base = { width: 768, blocks: 12, heads: 12 };
const large = { width: 1024, blocks: 24, heads: 16 };
const text = { width: 512, blocks: 12, heads: 8 };
const wideText = { width: 768, blocks: 12, heads: 12 };

/** DINOv2 was trained at 518 pixels a side; it is used at 224 unless told otherwise. */
const dinov2 = { patch: 14, resolution: 224 };
const small = { width: 384, blocks: 12, heads: 6 };

const depth50 = [3, 4, 6, 3];
const depth101 = [3, 4, 23, 3];
const depth152 = [3, 8, 36, 3];

/**
 * Every named model's family and options. `in21k-…` are the files that the LIFT papers' code loads under the name of ImageNet-21K, which are
 * fine-tuned on ImageNet-1K; the pure ones are called after timm's tags, as LIFT+'s other B/16 is.
 */
const architectures: Readonly<Record<string, Architecture>> = {
  "clip-vit-b32": ["clip-vit", { ...base, patch: 32, resolution: 224, projection: 512, text }],
  "clip-vit-b16": ["clip-vit", { ...base, patch: 16, resolution: 224, projection: 512, text }],
  "clip-vit-l14": ["clip-vit", { ...large, patch: 14, resolution: 224, projection: 768, text: wideText }],
  "clip-vit-l14-336": ["clip-vit", { ...large, patch: 14, resolution: 336, projection: 768, text: wideText }],
  "in21k-vit-b16": ["vit", { ...base, patch: 16, resolution: 224 }],
  "in21k-vit-b16-384": ["vit", { ...base, patch: 16, resolution: 384 }],
  "in21k-vit-l16": ["vit", { ...large, patch: 16, resolution: 224 }],
  "in21k-vit-l16-384": ["vit", { ...large, patch: 16, resolution: 384 }],
  "vit-b16-augreg2-in21k-ft-in1k": ["vit", { ...base, patch: 16, resolution: 224 }],
  "vit-b16-augreg-in21k": ["vit", { ...base, patch: 16, resolution: 224 }],
  "vit-l16-augreg-in21k": ["vit", { ...large, patch: 16, resolution: 224 }],
  "dinov2-s14": ["dinov2", { ...small, ...dinov2 }],
  "dinov2-b14": ["dinov2", { ...base, ...dinov2 }],
  "dinov2-l14": ["dinov2", { ...large, ...dinov2 }],
  "dinov2-s14-reg": ["dinov2", { ...small, ...dinov2, registers: 4 }],
  "dinov2-b14-reg": ["dinov2", { ...base, ...dinov2, registers: 4 }],
  "dinov2-l14-reg": ["dinov2", { ...large, ...dinov2, registers: 4 }],
  "dinov2-s14-saliency": ["dinov2", { ...small, ...dinov2 }],
  "clip-rn50": ["clip-resnet", { blocks: depth50, resolution: 224, projection: 1024, text }],
  "clip-rn101": ["clip-resnet", { blocks: depth101, resolution: 224, projection: 512, text }],
  resnet50: ["resnet", { blocks: depth50, resolution: 224 }],
  resnet101: ["resnet", { blocks: depth101, resolution: 224 }],
  resnet152: ["resnet", { blocks: depth152, resolution: 224 }],
  "resnet50-a1": ["resnet", { blocks: depth50, resolution: 224, interpolation: "bicubic" }],
  "resnet101-a1h": ["resnet", { blocks: depth101, resolution: 224, interpolation: "bicubic" }],
  "resnet152-a1h": ["resnet", { blocks: depth152, resolution: 224, interpolation: "bicubic" }],
};

function card(name: string, [family, options]: Architecture): ModelCard {
  const weights = weightSources[name];
  if (!weights)
    throw new LiftError(
      "WEIGHTS",
      `the model "${name}" has no weight source; known: ${Object.keys(weightSources).join(", ")}`,
    );
  return defineModelCard(name, { family, options, weights });
}

/** The named models of both papers and of DINOv2: an architecture as data, and where its weights come from. */
export const modelCards = (): ModelCard[] =>
  Object.entries(architectures).map(([name, architecture]) => card(name, architecture));
