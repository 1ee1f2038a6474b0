import { LiftError } from "@liftjs/contracts";
import { backend_util, type Conv2DAttrs as AllConv2DAttrs, type MaxPoolAttrs } from "@tensorflow/tfjs-core";
import { flag, ints, text, type, type Attributes } from "./attributes.js";
import { kernelOf, operate, scalar, vector, type Kernel, type KernelTable, type Value } from "./context.js";
import { combine } from "./elementwise.js";

/** The gradients' kernels are called without dilations, some without a format. */
type Conv2DAttrs = Omit<AllConv2DAttrs, "dilations" | "dataFormat"> &
  Partial<Pick<AllConv2DAttrs, "dilations" | "dataFormat">>;
type Four = [number, number, number, number];
type ConvolutionInfo = backend_util.Conv2DInfo;

const windows = (info: ConvolutionInfo): Attributes => ({
  strides: ints([1, info.strideHeight, info.strideWidth, 1]),
  data_format: text("NHWC"),
});

/** TensorFlow's padding for tfjs's: explicit numbers where tfjs was given numbers. */
function padding(info: ConvolutionInfo): Attributes {
  const { top, bottom, left, right, type: kind } = info.padInfo;
  if (kind === "SAME" || kind === "VALID") return { padding: text(kind) };
  if (top + bottom + left + right === 0) return { padding: text("VALID") };
  return { padding: text("EXPLICIT"), explicit_paddings: ints([0, 0, top, bottom, left, right, 0, 0]) };
}

function convolution(
  x: readonly number[],
  filter: readonly number[],
  attrs: Conv2DAttrs,
): [ConvolutionInfo, Attributes] {
  const format = backend_util.convertConv2DDataFormat(attrs.dataFormat ?? "NHWC");
  if (format !== "channelsLast")
    throw new LiftError("KERNEL", "Conv2D: only the layout NHWC is recorded; transpose the images first");
  const info = backend_util.computeConv2DInfo(
    x as Four,
    filter as Four,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    format,
  );
  const attributes = {
    T: type("float32"),
    ...windows(info),
    ...padding(info),
    dilations: ints([1, info.dilationHeight, info.dilationWidth, 1]),
  };
  return [info, attributes];
}

const conv2d: Kernel = kernelOf(
  "x",
  "filter",
)<Conv2DAttrs>(({ ctx, inputs: { x, filter }, attrs }) => {
  const [info, attributes] = convolution(x.shape, filter.shape, attrs);
  return operate(ctx, "Conv2D", [x, filter], attributes, info.outShape);
});

const conv2dInput: Kernel = kernelOf(
  "dy",
  "filter",
)<Conv2DAttrs & { inputShape: number[] }>(({ ctx, inputs: { dy, filter }, attrs }) => {
  const [, attributes] = convolution(attrs.inputShape, filter.shape, attrs);
  return operate(
    ctx,
    "Conv2DBackpropInput",
    [vector(ctx, attrs.inputShape), filter, dy],
    attributes,
    attrs.inputShape,
    "float32",
  );
});

const conv2dFilter: Kernel = kernelOf(
  "x",
  "dy",
)<Conv2DAttrs & { filterShape: number[] }>(({ ctx, inputs: { x, dy }, attrs }) => {
  const [, attributes] = convolution(x.shape, attrs.filterShape, attrs);
  return operate(
    ctx,
    "Conv2DBackpropFilter",
    [x, vector(ctx, attrs.filterShape), dy],
    attributes,
    attrs.filterShape,
    "float32",
  );
});

function pooling(kernel: string, x: Value, attrs: MaxPoolAttrs): [ConvolutionInfo, Attributes] {
  const info = backend_util.computePool2DInfo(
    x.shape as Four,
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const pad = padding(info);
  if (kernel === "AvgPool" && "explicit_paddings" in pad) {
    throw new LiftError(
      "KERNEL",
      'AvgPool: padding by numbers is not recorded; pad the images first, or use "same" or "valid"',
    );
  }
  return [
    info,
    { T: type("float32"), ksize: ints([1, info.filterHeight, info.filterWidth, 1]), ...windows(info), ...pad },
  ];
}

const pool = (kernel: string): Kernel =>
  kernelOf("x")<MaxPoolAttrs>(({ ctx, inputs: { x }, attrs }) => {
    const [info, attributes] = pooling(kernel, x, attrs);
    return operate(ctx, kernel, [x], attributes, info.outShape);
  });

const maxPoolGrad: Kernel = kernelOf(
  "dy",
  "input",
  "output",
)<MaxPoolAttrs>(({ ctx, inputs: { dy, input, output }, attrs }) =>
  operate(ctx, "MaxPoolGrad", [input, output, dy], pooling("MaxPool", input, attrs)[1], input.shape),
);

const avgPoolGrad: Kernel = kernelOf(
  "dy",
  "input",
)<MaxPoolAttrs>(({ ctx, inputs: { dy, input }, attrs }) =>
  operate(
    ctx,
    "AvgPoolGrad",
    [vector(ctx, input.shape), dy],
    pooling("AvgPool", input, attrs)[1],
    input.shape,
    "float32",
  ),
);

const resize: Kernel = kernelOf("images")<{
  alignCorners: boolean;
  halfPixelCenters: boolean;
  size: readonly [number, number];
}>(({ ctx, inputs: { images }, attrs }) => {
  const attributes = {
    T: type(images.dtype),
    align_corners: flag(attrs.alignCorners),
    half_pixel_centers: flag(attrs.halfPixelCenters),
  };
  const [batch, , , channels] = images.shape as Four;
  return operate(
    ctx,
    "ResizeBilinear",
    [images, vector(ctx, attrs.size)],
    attributes,
    [batch, ...attrs.size, channels],
    "float32",
  );
});

const batchNorm: Kernel = kernelOf(
  "x",
  "mean",
  "variance",
)<{ varianceEpsilon: number }>(({ ctx, inputs: { x, mean, variance, scale, offset }, attrs }) => {
  const spread = combine(ctx, "AddV2", variance, scalar(ctx, attrs.varianceEpsilon, "float32"));
  const inverse = operate(ctx, "Rsqrt", [spread], { T: type("float32") }, spread.shape);
  const normal = combine(ctx, "Mul", combine(ctx, "Sub", x, mean), inverse);
  const scaled = scale ? combine(ctx, "Mul", normal, scale) : normal;
  return offset ? combine(ctx, "AddV2", scaled, offset) : scaled;
});

export const imageKernels: KernelTable = {
  Conv2D: conv2d,
  Conv2DBackpropInput: conv2dInput,
  Conv2DBackpropFilter: conv2dFilter,
  MaxPool: pool("MaxPool"),
  MaxPoolGrad: maxPoolGrad,
  AvgPool: pool("AvgPool"),
  AvgPoolGrad: avgPoolGrad,
  ResizeBilinear: resize,
  FusedBatchNorm: batchNorm,
};
