import { sizeOf, type HostTensor, type HostTensors } from "@liftjs/contracts";
import type { HostArray, ProgramDefinition } from "@liftjs/core-tensor";

export const scalar = (value: number): HostArray => ({ shape: [], data: Float32Array.of(value) });

const zeros = (shape: readonly number[]): HostTensor => ({ shape, data: new Float32Array(sizeOf(shape)) });

/** Values of a program's whole state: what is given, and zeros for the rest (momentum, gathered gradients). */
export const wholeState = ({ state }: ProgramDefinition, given: HostTensors): Record<string, HostTensor> =>
  Object.fromEntries(state.map(({ name, shape }) => [name, given[name] ?? zeros(shape)]));
