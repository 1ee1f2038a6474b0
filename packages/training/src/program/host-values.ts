import { LiftError, sizeOf, type HostTensor, type HostTensors } from "@liftjs/contracts";
import type { HostArray, ProgramDefinition } from "@liftjs/core-tensor";

export const scalar = (value: number): HostArray => ({ shape: [], data: Float32Array.of(value) });

const zeros = (shape: readonly number[]): HostTensor => ({ shape, data: new Float32Array(sizeOf(shape)) });

/** Values of a program's whole state: what is given, and zeros for the rest (momentum, gathered gradients). */
export const wholeState = ({ state }: ProgramDefinition, given: HostTensors): Record<string, HostTensor> =>
  Object.fromEntries(state.map(({ name, shape }) => [name, given[name] ?? zeros(shape)]));

/** Rows of several arrays `[n_i, D]` one below the other, `[Σ n_i, D]`. */
export function concatenate(arrays: readonly HostArray[]): HostArray {
  const data = new Float32Array(arrays.reduce((n, a) => n + a.data.length, 0));
  let at = 0;
  for (const a of arrays) {
    data.set(a.data, at);
    at += a.data.length;
  }
  const rows = arrays.reduce((n, { shape: [own = 0] }) => n + own, 0);
  return { shape: [rows, data.length / rows], data };
}

/** An output of a run. @throws LiftError `ENGINE` when the run has not given it */
export function outputOf(out: Readonly<Record<string, HostArray>>, name: string): HostArray {
  const found = out[name];
  if (!found)
    throw new LiftError("ENGINE", `a run gave no "${name}"; it gave ${Object.keys(out).join(", ") || "nothing"}`);
  return found;
}

/** Float values of an output of a run. */
export function floatsOf(out: Readonly<Record<string, HostArray>>, name: string): Float32Array {
  const { data } = outputOf(out, name);
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** The rows `from` to `to` (left out) of an output `[n, D]`. */
export function rowsBetween(
  out: Readonly<Record<string, HostArray>>,
  name: string,
  from: number,
  to: number,
): HostArray {
  const { shape, data } = outputOf(out, name);
  const [rows = 1] = shape;
  const width = data.length / rows;
  return { shape: [to - from, width], data: data.slice(from * width, to * width) };
}
