import type { ImageFacts } from "@liftjs/contracts";
import { z } from "zod";

type PixelFacts = Omit<ImageFacts, "resolution">;

/** How OpenAI's CLIP saw its images. */
export const clipPixels: PixelFacts = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
  interpolation: "bicubic",
};

/** How the augreg ViTs of ImageNet-21K saw theirs: scaled to −1 … 1. */
export const symmetricPixels: PixelFacts = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], interpolation: "bicubic" };

const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** DINOv2. */
export const imageNetPixels: PixelFacts = { ...imageNet, interpolation: "bicubic" };

/** torchvision's ResNets. */
export const imageNetBilinearPixels: PixelFacts = { ...imageNet, interpolation: "bilinear" };

const channels = (value: z.ZodNumber) => z.tuple([value, value, value]).optional();

/** Options by which weights of one's own replace what their family usually was trained with. */
export const pixelOptions = {
  mean: channels(z.number()),
  std: channels(z.number().positive()),
  interpolation: z.enum(["bilinear", "bicubic"]).optional(),
};

interface PixelChoice {
  readonly resolution: number;
  readonly mean?: ImageFacts["mean"] | undefined;
  readonly std?: ImageFacts["std"] | undefined;
  readonly interpolation?: ImageFacts["interpolation"] | undefined;
}

export const imageFacts = (usual: PixelFacts, chosen: PixelChoice): ImageFacts => ({
  mean: chosen.mean ?? usual.mean,
  std: chosen.std ?? usual.std,
  interpolation: chosen.interpolation ?? usual.interpolation,
  resolution: chosen.resolution,
});
