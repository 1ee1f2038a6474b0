import { sizeOf, type HostTensor, type ParameterSpec } from "@liftjs/contracts";

const MODULUS = 2 ** 31 - 1;
const MULTIPLIER = 16807;

/** Where the sequence of a name starts. Products stay below 2^53, so that every language agrees. */
function startOf(name: string): number {
  let state = 1;
  for (const letter of name) state = ((state * 131 + letter.codePointAt(0)!) % (MODULUS - 1)) + 1;
  return state;
}

/**
 * Numbers that any language makes alike (Park and Miller 1988), uniform in `shift + scale · [−½, ½)`, so that fixtures made by
 * PyTorch hold results only. The same as `made` in tooling/parity/reference/values.py.
 */
export function madeValues(name: string, shape: readonly number[], scale = 1, shift = 0): HostTensor {
  let state = startOf(name);
  const next = (): number => {
    state = (state * MULTIPLIER) % MODULUS;
    return shift + scale * (state / MODULUS - 0.5);
  };
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, next) };
}

/** Values of a size that suits a tensor of that name: gains near one, matrices of unit gain, small biases. As `made_tensor` there. */
export function madeTensor(name: string, shape: readonly number[]): HostTensor {
  const part = name.slice(name.lastIndexOf(".") + 1);
  const isGain =
    (shape.length <= 1 && ["weight", "scale", "variance"].includes(part)) || ["scale1", "scale2"].includes(part);
  if (isGain) return madeValues(name, shape, 0.5, 1);
  if (shape.length >= 2 && ["weight", "projection", "a", "b"].includes(part))
    return madeValues(name, shape, Math.sqrt(12 / sizeOf(shape.slice(1))));
  return madeValues(name, shape, 0.6);
}

/** Made values of declared tensors, by `prefix` and name. */
export const madeTensors = (specs: readonly ParameterSpec[], prefix = ""): Record<string, HostTensor> =>
  Object.fromEntries(specs.map(({ name, shape }) => [`${prefix}${name}`, madeTensor(`${prefix}${name}`, shape)]));
