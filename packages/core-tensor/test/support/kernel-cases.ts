import * as tf from "@tensorflow/tfjs-core";

/** Fixed inputs of every case: values of both signs, a positive set, integers, images. */
export interface Fixtures {
  readonly a: tf.Tensor2D;
  readonly b: tf.Tensor2D;
  readonly row: tf.Tensor1D;
  readonly positive: tf.Tensor2D;
  readonly cube: tf.Tensor3D;
  readonly batchA: tf.Tensor4D;
  readonly batchB: tf.Tensor4D;
  readonly images: tf.Tensor4D;
  readonly filter: tf.Tensor4D;
  readonly counts: tf.Tensor1D;
}

const ramp = (size: number, scale: number, phase: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => scale * Math.sin(1.7 * i + phase) + 0.01 * i);

export const fixtureShapes: Readonly<Record<keyof Fixtures, readonly number[]>> = {
  a: [3, 4],
  b: [3, 4],
  row: [4],
  positive: [3, 4],
  cube: [2, 3, 4],
  batchA: [2, 2, 3, 4],
  batchB: [2, 2, 5, 4],
  images: [2, 7, 7, 3],
  filter: [3, 3, 3, 2],
  counts: [3],
};

export const fixtureValues: Readonly<Record<keyof Fixtures, Float32Array | Int32Array>> = {
  a: ramp(12, 2, 0),
  b: ramp(12, 1, 3),
  row: ramp(4, 1, 1),
  positive: ramp(12, 1, 2).map((v) => Math.abs(v) + 0.1),
  cube: ramp(24, 1, 4),
  batchA: ramp(48, 1, 5),
  batchB: ramp(80, 1, 6),
  images: ramp(294, 1, 7),
  filter: ramp(54, 0.5, 8),
  counts: Int32Array.of(2, 0, 1),
};

type Case = (x: Fixtures) => tf.Tensor | tf.Tensor[];
const gradientOf = (f: (x: tf.Tensor) => tf.Tensor, at: tf.Tensor): tf.Tensor => tf.grad((x) => f(x))(at);

const unary = [
  "abs",
  "ceil",
  "cos",
  "cosh",
  "elu",
  "erf",
  "exp",
  "expm1",
  "floor",
  "neg",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "sign",
  "sin",
  "sinh",
  "softplus",
  "square",
  "tan",
  "tanh",
  "atan",
  "zerosLike",
  "onesLike",
  "isNaN",
  "isInf",
  "isFinite",
  "step",
  "clone",
] as const;
const unaryOfPositive = ["log", "log1p", "reciprocal", "rsqrt", "sqrt"] as const;
const binary = [
  "add",
  "sub",
  "mul",
  "div",
  "maximum",
  "minimum",
  "squaredDifference",
  "atan2",
  "mod",
  "floorDiv",
  "equal",
  "notEqual",
  "greater",
  "greaterEqual",
  "less",
  "lessEqual",
] as const;
const reductions = ["sum", "mean", "prod", "max", "min"] as const;

const named: Record<string, Case> = {
  acos: (x) => tf.acos(tf.div(x.a, 10)),
  asin: (x) => tf.asin(tf.div(x.a, 10)),
  round: (x) => tf.round(tf.mul(x.a, 1.3)),
  stepWithAlpha: (x) => tf.step(x.a, 0.3),
  leakyRelu: (x) => tf.leakyRelu(x.a, 0.2),
  clipByValue: (x) => tf.clipByValue(x.a, -0.5, 0.7),
  pow: (x) => tf.pow(x.positive, x.b),
  logical: (x) =>
    tf.logicalOr(tf.logicalAnd(tf.greater(x.a, 0), tf.greater(x.b, 0)), tf.logicalNot(tf.greater(x.a, 1))),
  where: (x) => tf.where(tf.greater(x.a, 0), x.a, x.b),
  castToInt: (x) => tf.cast(x.a, "int32"),
  castToBool: (x) => tf.cast(tf.round(x.a), "bool"),
  addN: (x) => tf.addN([x.a, x.b, x.positive]),
  all: (x) => tf.all(tf.greater(x.a, -9), 1),
  any: (x) => tf.any(tf.greater(x.a, 1), 1),
  argMax: (x) => tf.argMax(x.a, 1),
  argMin: (x) => tf.argMin(x.a, 0),
  cumsum: (x) => tf.cumsum(x.a, 1, true, true),
  cumprod: (x) => tf.cumprod(x.a, 0),
  topk: (x) => {
    const { values, indices } = tf.topk(x.a, 2);
    return [values, indices];
  },
  unsortedSegmentSum: (x) => tf.unsortedSegmentSum(x.a, x.counts, 4),
  matMul: (x) => tf.matMul(x.a, x.b, false, true),
  matMulTransposed: (x) => tf.matMul(x.a, x.b, true, false),
  batchMatMul: (x) => tf.matMul(x.batchA, x.batchB, false, true),
  batchMatMulBroadcast: (x) => tf.matMul(x.cube, tf.transpose(x.b)),
  softmax: (x) => tf.softmax(x.cube),
  logSoftmax: (x) => tf.logSoftmax(x.a),
  logSumExp: (x) => tf.logSumExp(x.a, 1),
  reshape: (x) => tf.reshape(x.cube, [4, -1]),
  expandDims: (x) => tf.expandDims(x.a, -1),
  squeeze: (x) => tf.squeeze(tf.expandDims(x.a, 1)),
  transpose: (x) => tf.transpose(x.batchA, [0, 2, 1, 3]),
  slice: (x) => tf.slice(x.cube, [0, 1, 1], [2, -1, 2]),
  concat: (x) => tf.concat([x.a, x.b], 1),
  split: (x) => tf.split(x.cube, [1, 3], 2),
  stack: (x) => tf.stack([x.a, x.b], 1),
  unstack: (x) => tf.unstack(x.cube, 1),
  tile: (x) => tf.tile(x.a, [2, 3]),
  broadcastTo: (x) => tf.broadcastTo(x.row, [3, 4]),
  pad: (x) =>
    tf.pad(
      x.a,
      [
        [1, 2],
        [0, 1],
      ],
      3,
    ),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x.a,
      [
        [1, 1],
        [2, 0],
      ],
      "reflect",
    ),
  reverse: (x) => tf.reverse(x.cube, [1]),
  gather: (x) => tf.gather(x.cube, x.counts, 2),
  gatherGradient: (x) => gradientOf((a) => tf.gather(a, x.counts), x.a),
  gatherND: (x) => tf.gatherND(x.a, tf.expandDims(x.counts, 1)),
  scatterND: (x) => tf.scatterND(tf.expandDims(x.counts, 1), x.a, [5, 4]),
  oneHot: (x) => tf.oneHot(x.counts, 4, 2, -1, "float32"),
  fill: () => tf.fill([2, 2], 3.5),
  range: () => tf.range(5, 0, -2),
  linspace: () => tf.linspace(0, 1, 4),
  conv2dValid: (x) => tf.conv2d(x.images, x.filter, 2, "valid"),
  conv2dSame: (x) => tf.conv2d(x.images, x.filter, 1, "same"),
  conv2dPadded: (x) => tf.conv2d(x.images, x.filter, 2, 1, "NHWC", 1, "floor"),
  conv2dDilated: (x) => tf.conv2d(x.images, x.filter, 1, "valid", "NHWC", 2),
  conv2dInputGradient: (x) =>
    gradientOf((i) => tf.square(tf.conv2d(i as tf.Tensor4D, x.filter, 2, 1, "NHWC", 1, "floor")), x.images),
  conv2dFilterGradient: (x) =>
    gradientOf((f) => tf.square(tf.conv2d(x.images, f as tf.Tensor4D, 2, 1, "NHWC", 1, "floor")), x.filter),
  maxPool: (x) => tf.maxPool(x.images, 3, 2, 1, "floor"),
  maxPoolGradient: (x) => gradientOf((i) => tf.square(tf.maxPool(i as tf.Tensor4D, 3, 2, 1, "floor")), x.images),
  avgPool: (x) => tf.avgPool(x.images, 2, 2, "valid"),
  avgPoolSame: (x) => tf.avgPool(x.images, 2, 2, "same"),
  avgPoolGradient: (x) => gradientOf((i) => tf.square(tf.avgPool(i as tf.Tensor4D, 2, 2, "valid")), x.images),
  resizeBilinear: (x) => tf.image.resizeBilinear(x.images, [5, 9], false, true),
  batchNorm: (x) => tf.batchNorm(x.a, x.row, tf.abs(x.row), x.row, x.row, 1e-3),
  eluGradient: (x) => gradientOf(tf.elu, x.a),
  norm: (x) => tf.norm(x.a, 2, 1),
};

const fromUnary = Object.fromEntries([
  ...unary.map((name): [string, Case] => [name, (x) => tf[name](x.a)]),
  ...unaryOfPositive.map((name): [string, Case] => [name, (x) => tf[name](x.positive)]),
]);
const fromBinary = Object.fromEntries(
  binary.flatMap((name): [string, Case][] => [
    [name, (x) => tf[name](x.a, x.positive)],
    [`${name} with a row`, (x) => tf[name](x.cube, x.row)],
  ]),
);
const fromReductions = Object.fromEntries(
  reductions.flatMap((name): [string, Case][] => [
    [name, (x) => tf[name](x.cube)],
    [`${name} over an axis`, (x) => tf[name](x.cube, [0, 2], true)],
  ]),
);

export const kernelCases: Readonly<Record<string, Case>> = { ...fromUnary, ...fromBinary, ...fromReductions, ...named };

/** A case's results as numbers that every engine can return. */
export function resultsOf(x: Fixtures): Record<string, tf.Tensor> {
  const results: Record<string, tf.Tensor> = {};
  for (const [name, f] of Object.entries(kernelCases)) {
    [f(x)]
      .flat()
      .forEach(
        (value, i) => (results[`${name} ${i}`] = tf.cast(value, value.dtype === "bool" ? "int32" : value.dtype)),
      );
  }
  return results;
}
