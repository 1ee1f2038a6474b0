import { parameterSpec, sizeOf, type Initial, type ParameterSpec } from "@liftjs/contracts";
import { constantValues } from "@liftjs/core-tensor";

/** Standard deviation of the random start that CLIP, timm and DINOv2 share for projections and embeddings. */
const DEVIATION = 0.02;

/** Normal of mean 0, drawn again where it falls outside ±2 standard deviations. */
const truncatedNormal =
  (shape: readonly number[]): Initial =>
  (random) => {
    const draw = (): number => {
      let value = random.normal();
      while (Math.abs(value) > 2) value = random.normal();
      return value;
    };
    return Float32Array.from({ length: sizeOf(shape) }, () => DEVIATION * draw());
  };

export const randomSpec = (name: string, ...shape: number[]): ParameterSpec =>
  parameterSpec(name, shape, truncatedNormal);

/** A tensor that starts with every value the same. */
export const constantSpec = (name: string, shape: readonly number[], value: number): ParameterSpec =>
  parameterSpec(name, shape, (of) => constantValues(of, value));

/** `prefix.weight [out, in]`, `prefix.bias [out]`. */
export const linearSpecs = (prefix: string, output: number, input: number): ParameterSpec[] => [
  randomSpec(`${prefix}.weight`, output, input),
  constantSpec(`${prefix}.bias`, [output], 0),
];

/** `prefix.weight [D]` of ones, `prefix.bias [D]` of zeros. */
export const normSpecs = (prefix: string, width: number): ParameterSpec[] => [
  constantSpec(`${prefix}.weight`, [width], 1),
  constantSpec(`${prefix}.bias`, [width], 0),
];
