import { flag, text, type } from "./attributes.js";
import {
  kernelOf,
  lengthOf,
  operate,
  scalar,
  sizeOf,
  takingHalf,
  vector,
  type Kernel,
  type KernelTable,
  type OperationContext,
  type Value,
} from "./context.js";
import { cast, combine } from "./elementwise.js";
import { reshape } from "./layout.js";
import { multiply } from "./products.js";

const rows = (ctx: OperationContext, x: Value): Value => {
  const width = lengthOf(x, -1);
  return reshape(ctx, x, [sizeOf(x.shape) / width, width]);
};

const single = (ctx: OperationContext, operation: string, x: Value): Value =>
  operate(ctx, operation, [x], { T: type(x.dtype) }, x.shape);
const scale = (ctx: OperationContext, x: Value, factor: number): Value =>
  combine(ctx, "Mul", x, scalar(ctx, factor, x.dtype));
const shift = (ctx: OperationContext, x: Value, term: number): Value =>
  combine(ctx, "AddV2", x, scalar(ctx, term, x.dtype));
const mul = (ctx: OperationContext, a: Value, b: Value): Value => combine(ctx, "Mul", a, b);

/** MatMul, then BiasAdd on its rows, which TensorFlow makes into one operation. */
const affine = takingHalf(
  kernelOf(
    "x",
    "weight",
    "bias",
  )(({ ctx, inputs: { x, weight, bias } }) => {
    const product = multiply(ctx, rows(ctx, x), weight, false, true);
    const biased = operate(
      ctx,
      "BiasAdd",
      [product, cast(ctx, bias, product.dtype)],
      { T: type(product.dtype), data_format: text("NHWC") },
      product.shape,
    );
    return reshape(ctx, biased, [...x.shape.slice(0, -1), lengthOf(weight, 0)]);
  }),
);

/** Φ(x), written as TensorFlow's rewriter knows it, so that it joins the matrix product before it. */
const below = (ctx: OperationContext, x: Value): Value =>
  scale(ctx, shift(ctx, single(ctx, "Erf", scale(ctx, x, Math.SQRT1_2)), 1), 0.5);

/** Elementwise work on rows, so that no Reshape stands between it and the matrix product before it. */
const onRows = (work: (ctx: OperationContext, x: Value) => Value): Kernel =>
  kernelOf("x")(({ ctx, inputs: { x } }) => reshape(ctx, work(ctx, rows(ctx, x)), x.shape));

const slopeOnRows = (slope: (ctx: OperationContext, x: Value) => Value): Kernel =>
  kernelOf(
    "dy",
    "x",
  )(({ ctx, inputs: { dy, x } }) => reshape(ctx, mul(ctx, rows(ctx, dy), slope(ctx, rows(ctx, x))), x.shape));

const geluSlope = (ctx: OperationContext, x: Value): Value => {
  const density = scale(
    ctx,
    single(ctx, "Exp", scale(ctx, single(ctx, "Square", x), -0.5)),
    1 / Math.sqrt(2 * Math.PI),
  );
  return combine(ctx, "AddV2", below(ctx, x), mul(ctx, x, density));
};

const quickGeluSlope = (ctx: OperationContext, x: Value): Value => {
  const scaled = scale(ctx, x, 1.702);
  const gate = single(ctx, "Sigmoid", scaled);
  const rest = combine(ctx, "Sub", scalar(ctx, 1, x.dtype), gate);
  return mul(ctx, gate, shift(ctx, mul(ctx, scaled, rest), 1));
};

const lastMean = (ctx: OperationContext, x: Value): Value => {
  const attributes = { T: type(x.dtype), Tidx: type("int32"), keep_dims: flag(true) };
  return operate(ctx, "Mean", [x, vector(ctx, [x.shape.length - 1])], attributes, [...x.shape.slice(0, -1), 1]);
};

function normalise(ctx: OperationContext, x: Value, epsilon: number): { normal: Value; inverse: Value } {
  const centred = combine(ctx, "Sub", x, lastMean(ctx, x));
  const inverse = single(ctx, "Rsqrt", shift(ctx, lastMean(ctx, single(ctx, "Square", centred)), epsilon));
  return { normal: mul(ctx, centred, inverse), inverse };
}

const layerNorm: Kernel = kernelOf(
  "x",
  "weight",
  "bias",
)<{ epsilon: number }>(({ ctx, inputs: { x, weight, bias }, attrs }) =>
  combine(ctx, "AddV2", mul(ctx, normalise(ctx, x, attrs.epsilon).normal, weight), bias),
);

const layerNormGrad: Kernel = kernelOf(
  "dy",
  "x",
  "weight",
)<{ epsilon: number }>(({ ctx, inputs: { dy, x, weight }, attrs }) => {
  const { normal, inverse } = normalise(ctx, x, attrs.epsilon);
  const g = mul(ctx, dy, weight);
  const along = mul(ctx, normal, lastMean(ctx, mul(ctx, g, normal)));
  return mul(ctx, combine(ctx, "Sub", combine(ctx, "Sub", g, lastMean(ctx, g)), along), inverse);
});

/** Our own fused operations; their gradients and their meaning in tfjs operations are in ../fused. */
export const transformerKernels: KernelTable = {
  LiftAffine: affine,
  LiftGelu: onRows((ctx, x) => mul(ctx, below(ctx, x), x)),
  LiftGeluGrad: slopeOnRows(geluSlope),
  LiftQuickGelu: onRows((ctx, x) => mul(ctx, x, single(ctx, "Sigmoid", scale(ctx, x, 1.702)))),
  LiftQuickGeluGrad: slopeOnRows(quickGeluSlope),
  LiftLayerNorm: layerNorm,
  LiftLayerNormGrad: layerNormGrad,
};
