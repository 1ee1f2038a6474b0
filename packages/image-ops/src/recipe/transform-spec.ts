import { LiftError, parseOptions, type ImageStep, type ViewRecipe } from "@liftjs/contracts";
import { z } from "zod";

const pixels = z.int().min(1);
const heightWidth = z.tuple([pixels, pixels]);
const side = z.union([pixels, heightWidth]);
const offset = z.int().min(0);
const corners = ["top-left", "top-right", "bottom-left", "bottom-right", "center"] as const;

/** Keys of a transform, in the order in which they act. Sizes are `[height, width]`, as torchvision writes them. */
const schema = z.strictObject({
  box: z.tuple([offset, offset, pixels, pixels]).optional(),
  resize: side.optional(),
  size: heightWidth.optional(),
  crop: side.optional(),
  corner: z.enum(corners).optional(),
  fiveCrop: pixels.optional(),
  tenCrop: pixels.optional(),
  flip: z.boolean().default(false),
  interpolation: z.enum(["bilinear", "bicubic"]).default("bilinear"),
  pillow: z.union([z.literal(12), z.literal(13)]).default(13),
});
type Spec = z.output<typeof schema>;

const sizeOf = (value: z.output<typeof side>) =>
  typeof value === "number" ? { width: value, height: value } : { height: value[0], width: value[1] };

function resizing({ resize, size, interpolation, pillow }: Spec): ImageStep[] {
  const how = { interpolation, pillow };
  if (size) return [{ step: "resize", size: sizeOf(size), ...how }];
  if (resize === undefined) return [];
  return typeof resize === "number"
    ? [{ step: "resize-shorter", to: resize, ...how }]
    : [{ step: "resize", size: sizeOf(resize), ...how }];
}

const cutting = ([left, top, width, height]: NonNullable<Spec["box"]>): ImageStep => ({
  step: "crop",
  box: { left, top, width, height },
});

function cropping({ crop, corner }: Spec): ImageStep[] {
  if (crop === undefined) return [];
  if (corner === undefined) return [{ step: "center-crop", size: sizeOf(crop) }];
  return [{ step: "corner-crop", corner, size: crop as number }];
}

function refuse(message: string, got: unknown): never {
  throw new LiftError("OPTIONS", `transform: ${message}`, { got });
}

function checkTogether(spec: Spec): void {
  const several = (["crop", "fiveCrop", "tenCrop"] as const).filter((key) => spec[key] !== undefined);
  if (several.length > 1) refuse(`"${several.join('" and "')}" exclude each other; give one`, spec);
  if (spec.resize !== undefined && spec.size) refuse(`"resize" and "size" exclude each other; give one`, spec);
  if (spec.corner && typeof spec.crop !== "number")
    refuse(`"corner" needs "crop", the pixels a side of the square`, spec);
}

/** The JSON of a transform, or the object that it stands for. */
function parsed(spec: unknown): unknown {
  if (typeof spec !== "string") return spec;
  try {
    return JSON.parse(spec);
  } catch (cause) {
    return refuse(`the specification is no JSON (${(cause as Error).message}): ${spec}`, spec);
  }
}

/**
 * The recipes of a transform that is given as JSON, such as `{"resize":256,"crop":224,"interpolation":"bicubic"}`.
 *
 * Keys act in this order: `box: [left, top, width, height]` cuts; `resize: n` makes the shorter side n, `resize: [height, width]` or
 * `size: [height, width]` exactly that; `crop: n` or `[height, width]` cuts from the middle, with `corner` a square from a corner;
 * `fiveCrop: n` and `tenCrop: n` take torchvision's five or ten squares; `flip: true` mirrors.
 * `interpolation` is "bilinear" unless given, `pillow` 13 (12: the order of passes up to that version).
 * @returns one recipe; five or ten for `fiveCrop` and `tenCrop`, in torchvision's order
 * @throws LiftError `OPTIONS` that names what is wrong and the key that was perhaps meant
 */
export function transformSpec(spec: unknown): readonly ViewRecipe[] {
  const options = parseOptions(schema, parsed(spec), "transform");
  checkTogether(options);
  const cut = options.box ? [cutting(options.box)] : [];
  const flip: ImageStep[] = options.flip ? [{ step: "flip" }] : [];
  const before = [...cut, ...resizing(options)];
  const square = options.fiveCrop ?? options.tenCrop;
  if (square === undefined) return [[...before, ...cropping(options), ...flip]];
  const five = (start: ImageStep[]): ViewRecipe[] =>
    corners.map((corner) => [...start, { step: "corner-crop", corner, size: square }, ...flip]);
  return options.tenCrop === undefined ? five(before) : [...five(before), ...five([...before, { step: "flip" }])];
}
