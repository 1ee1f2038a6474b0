import { LiftError } from "@liftjs/contracts";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** @throws LiftError `SHAPE` on images that are not `[B, S, S, 3]`, S being the model's resolution */
export function checkImages(images: Tensor4D, { resolution }: { readonly resolution: number }): void {
  const [, height, width, channels] = images.shape;
  if (images.rank === 4 && height === resolution && width === resolution && channels === 3) return;
  throw new LiftError(
    "SHAPE",
    `images of shape [${images.shape.join(", ")}]; the model takes [B, ${resolution}, ${resolution}, 3]`,
  );
}
