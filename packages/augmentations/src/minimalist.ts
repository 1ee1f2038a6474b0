import { defineAugmentation, type Size } from "@liftjs/contracts";
import { interpolationOption, placeBox, resizedCrop, roundHalfEven } from "@liftjs/image-ops/views";
import { z } from "zod";

/** How far the smallest crop has grown, from 0 to 1, at t from 0 (first epoch) to 1 (last epoch). */
const schedules = {
  min: () => 0,
  max: () => 1,
  linear: (t: number) => t,
  convex: (t: number) => 1 - Math.sqrt(1 - t * t),
  concave: (t: number) => Math.sqrt(1 - (1 - t) ** 2),
} as const;

type Schedule = keyof typeof schedules;
const names = Object.keys(schedules) as [Schedule, ...Schedule[]];

const schema = z.strictObject({
  schedule: z.enum(names).default("convex"),
  /** s₀, the smallest crop of the schedule's start as a fraction of the image's area. */
  smallest: z.number().positive().max(1).default(0.08),
  /** Chance of a mirrored view; LIFT+ mirrors none. */
  flip: z.number().min(0).max(1).default(0),
  interpolation: interpolationOption,
});

export type MinimalistInput = z.input<typeof schema>;
export type MinimalistOptions = z.output<typeof schema>;

/**
 * The smallest area fraction in an epoch: `s_min = s₀ + s(t) · (1 − s₀)` with `t = epoch / (epochs − 1)`.
 * One epoch alone has t = 1, where the reference would divide by zero.
 * @param epoch counted from 0
 */
export function smallestScale(
  { schedule, smallest }: Pick<MinimalistOptions, "schedule" | "smallest">,
  epoch: number,
  epochs: number,
): number {
  const t = epochs > 1 ? Math.min(1, epoch / (epochs - 1)) : 1;
  return smallest + schedules[schedule](t) * (1 - smallest);
}

/** Pixels a side of a square of an area fraction, never larger than the image. */
function sideOf({ width, height }: Size, scale: number): number {
  const side = roundHalfEven(Math.sqrt(width * height * scale));
  return Math.max(1, Math.min(side, width, height));
}

/**
 * LIFT+'s minimalist augmentation: one square crop, never stretched, whose least area grows with the epochs; no mirroring.
 * `area ~ uniform[min(s_min, cap), cap]`, `cap = min(h, w)² / (h · w)`, the area of the largest square.
 * Draws: area, then top, then left; the mirror only where there is a chance of one.
 * Source: LIFT+ (arXiv:2504.13282).
 */
export const minimalist = defineAugmentation(
  "minimalist",
  schema,
  (options, { size, facts, epoch, epochs, random }) => {
    const cap = Math.min(size.width, size.height) ** 2 / (size.width * size.height);
    const least = Math.min(smallestScale(options, epoch, epochs), cap);
    const side = sideOf(size, least + (cap - least) * random.uniform());
    const box = placeBox(size, { width: side, height: side }, random);
    const steps = resizedCrop(box, facts.resolution, options.interpolation ?? facts.interpolation);
    return options.flip > 0 && random.uniform() < options.flip ? [...steps, { step: "flip" }] : steps;
  },
);
