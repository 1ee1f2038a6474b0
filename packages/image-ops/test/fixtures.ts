import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Box, Interpolation, Size } from "@liftjs/contracts";
import { decodeImage, type RgbImage } from "../src/index.js";

interface Hashed extends Size {
  readonly sha256: string;
}
type Triple = readonly [number, number, number];
/** What `tooling/parity/pixels.py` wrote. */
export interface PixelFixtures {
  readonly kinds: readonly (Hashed & { file: string; mode: string })[];
  readonly resize: readonly (Hashed & { file: string; interpolation: Interpolation; pillow12: string })[];
  readonly views: readonly (Size & {
    file: string;
    view: "resize-shorter" | "five-crop" | "ten-crop" | "center" | "center-crop" | "flip";
    to: number;
    crop: number;
    interpolation: Interpolation;
    views: readonly Hashed[];
  })[];
  readonly crops: readonly {
    file: string;
    box: Box;
    size: number;
    interpolation: Interpolation;
    flip: boolean;
    sha256: string;
  }[];
  readonly normalized: readonly { file: string; mean: Triple; std: Triple; sha256: string }[];
  readonly photos: readonly (Hashed & { file: string; center224: Record<Interpolation, string> })[];
}

export const fixturePath = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
export const fixtures = JSON.parse(readFileSync(fixturePath("pixels.json"), "utf8")) as PixelFixtures;
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
export const hashed = ({ width, height, data }: RgbImage): Hashed => ({ width, height, sha256: sha256(data) });
export const readFixture = (name: string): Promise<RgbImage> => decodeImage(readFileSync(fixturePath(name)), name);
