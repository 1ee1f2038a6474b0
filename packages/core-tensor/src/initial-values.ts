import { LiftError, sizeOf, type Initial } from "@liftjs/contracts";

const fill = (shape: readonly number[], draw: () => number): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, draw);

export const constantValues =
  (shape: readonly number[], value: number): Initial =>
  () =>
    new Float32Array(sizeOf(shape)).fill(value);

/** Uniform in `[-bound, bound)`. */
export const uniformValues =
  (shape: readonly number[], bound: number): Initial =>
  (random) =>
    fill(shape, () => bound * (2 * random.uniform() - 1));

/** Normal with a mean and a standard deviation. */
export const normalValues =
  (shape: readonly number[], std: number, mean = 0): Initial =>
  (random) =>
    fill(shape, () => mean + std * random.normal());

/** PyTorch's `fan_in` of a stored tensor: dimension 1 times what follows it. */
function fanIn(shape: readonly number[]): number {
  if (shape.length < 2) throw new LiftError("SHAPE", `fan-in needs two dimensions at least, got [${shape.join(", ")}]`);
  return sizeOf(shape.slice(1));
}

/** How wide a Kaiming draw is. */
export interface KaimingOptions {
  /** Slope of the leaky ReLU that the gain `√(2 / (1 + a²))` is for; √5 as PyTorch's layers use it. */
  readonly a?: number;
  /** Where a reference stores the tensor the other way round than we do: its dimension 1. */
  readonly fan?: number;
}

const kaimingStd = (shape: readonly number[], { a = Math.sqrt(5), fan = fanIn(shape) }: KaimingOptions): number =>
  Math.sqrt(2 / (1 + a * a)) / Math.sqrt(fan);

/**
 * `torch.nn.init.kaiming_uniform_`: uniform in `±√3 · √(2 / (1 + a²)) / √fan`; with a = √5 that is `±1/√fan`.
 * Source: He et al. 2015. PyTorch's fan-in is dimension 1 of the tensor as it is stored.
 */
export const kaimingUniform = (shape: readonly number[], options: KaimingOptions = {}): Initial =>
  uniformValues(shape, Math.sqrt(3) * kaimingStd(shape, options));

/** `torch.nn.init.kaiming_normal_`: normal with std `√(2 / (1 + a²)) / √fan`; with a = √5 that is `√(1/3) / √fan`. */
export const kaimingNormal = (shape: readonly number[], options: KaimingOptions = {}): Initial =>
  normalValues(shape, kaimingStd(shape, options));
