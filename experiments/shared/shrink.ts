import type { CellSettings } from "@liftjs/grid";
import { quickDefault } from "./quick.js";

/** Shrunk forms of what a flag may name beside `--quick`. */
const data: Readonly<Record<string, CellSettings["dataset"]>> = {
  "tiny-imagenet-lt": {
    name: "tiny-imagenet-lt",
    classes: 6,
    perClass: 20,
    testPerClass: 4,
    groupThresholds: { many: 10, few: 3 },
  },
};
const backbones: Readonly<Record<string, CellSettings["backbone"]>> = {
  "dinov2-s14-saliency": { name: "dinov2-s14-saliency", resolution: 42 },
};

const nameOf = (written: unknown): string =>
  typeof written === "string" ? written : String((written as { name?: string } | undefined)?.name);

/** Views that suit pictures of a seventh of the usual size, and that still differ where they differed. */
function shrinkViews(tte: NonNullable<CellSettings["tte"]> = "off"): NonNullable<CellSettings["tte"]> {
  if (typeof tte === "string" || !("expand" in tte)) return tte;
  return { ...tte, expand: Math.ceil((tte.expand ?? 24) / 4) };
}

/** What `--quick` makes of a cell: few small pictures, a small model, one epoch; what is varied stays. */
export const shrink = ({ dataset, backbone, evaluation }: CellSettings): CellSettings => ({
  ...quickDefault,
  dataset: data[nameOf(dataset)] ?? { name: "emoji-lt", classes: 6, ratio: 20, size: 32, testPerClass: 8 },
  backbone: backbones[nameOf(backbone)] ?? quickDefault.backbone,
  tte: shrinkViews(evaluation?.tte),
});

/** The same with epochs enough for a curve. */
export const shrinkToCurve = (settings: CellSettings): CellSettings => ({ ...shrink(settings), epochs: 3 });
