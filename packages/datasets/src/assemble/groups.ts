import { z } from "zod";

export type Group = "many" | "medium" | "few";

/** A class is many-shot above `many` training images, few-shot below `few`, medium-shot between, both ends included. */
export interface GroupThresholds {
  readonly many: number;
  readonly few: number;
}

/** Head > 100, medium 20–100, tail < 20 training images, as in Liu et al. 2019. */
export const usualThresholds: GroupThresholds = { many: 100, few: 20 };

export const groupThresholdsSchema = z
  .strictObject({ many: z.int().min(1), few: z.int().min(1) })
  .refine(({ many, few }) => few <= many + 1, "few must not be larger than many + 1: a class would be both")
  .default(usualThresholds);

/** The group of each class `[C]` by its training images `[C]`. */
export const groupsOf = (counts: readonly number[], { many, few }: GroupThresholds = usualThresholds): Group[] =>
  counts.map((n) => (n > many ? "many" : n < few ? "few" : "medium"));

/** `many > 100, medium 20–100, few < 20 training images` */
export const groupRuleOf = ({ many, few }: GroupThresholds, counted = "training images"): string =>
  `many > ${many}, medium ${few}–${many}, few < ${few} ${counted}`;
