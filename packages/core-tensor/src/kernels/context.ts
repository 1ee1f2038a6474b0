import { LiftError } from "@liftjs/contracts";
import type { Attributes, NativeType } from "./attributes.js";

/** A tensor as a kernel sees it: a node's output while recording, a tensor of the addon while executing. */
export interface Value {
  readonly shape: readonly number[];
  readonly dtype: NativeType;
  readonly handle: string | number;
}

/** Shape and type of an operation's output. */
export interface Output {
  readonly shape: readonly number[];
  readonly dtype: NativeType;
}

/** What a kernel is written against: TensorFlow operations, recorded or carried out at once. */
export interface OperationContext {
  /** Whether matrix products round their operands to bfloat16. */
  readonly halfProducts: boolean;
  /** @returns the outputs, in TensorFlow's order */
  many(operation: string, inputs: readonly Value[], attributes: Attributes, outputs: readonly Output[]): Value[];
  constant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): Value;
}

/** The first of the values that an operation is given or gives. @throws LiftError `KERNEL` where there is none */
export function firstOf([value]: readonly Value[]): Value {
  if (value) return value;
  throw new LiftError("KERNEL", "an operation has no input or no output; this is a fault in core-tensor");
}

/** Length of an axis, negative ones from the end. @throws LiftError `KERNEL` where the value has no such axis */
export function lengthOf({ shape }: Value, axis: number): number {
  const length = shape.at(axis);
  if (length !== undefined) return length;
  throw new LiftError("KERNEL", `a tensor of shape [${shape.join()}] has no axis ${axis}`);
}

/** An operation of one output. */
export function operate(
  ctx: OperationContext,
  operation: string,
  inputs: readonly Value[],
  attributes: Attributes,
  shape: readonly number[],
  dtype: NativeType = firstOf(inputs).dtype,
): Value {
  return firstOf(ctx.many(operation, inputs, attributes, [{ shape, dtype }]));
}

/** An int32 vector, such as axes or a shape. */
export const vector = (ctx: OperationContext, values: readonly number[]): Value =>
  ctx.constant(values, [values.length], "int32");

export const scalar = (ctx: OperationContext, value: number, dtype: NativeType): Value =>
  ctx.constant([value], [], dtype);

/** One tfjs kernel: named inputs (by position for lists), tfjs's attributes. */
export interface KernelCall {
  readonly ctx: OperationContext;
  readonly inputs: Readonly<Record<string, Value>>;
  /** tfjs declares them kernel by kernel; {@link kernelOf} gives each its own. */
  readonly attrs: unknown;
}
/** `half`: it takes bfloat16 values as they are; for others they are made float32 first. */
export type Kernel = ((call: KernelCall) => Value | Value[]) & { readonly half?: true };
/** A kernel that takes bfloat16 values as they are. */
export const takingHalf = (kernel: (call: KernelCall) => Value | Value[]): Kernel =>
  Object.assign((call: KernelCall) => kernel(call), { half: true } as const);

/** A call whose inputs of these names are there; others may be absent. */
export interface CheckedCall<Name extends string, Attrs> {
  readonly ctx: OperationContext;
  readonly inputs: Readonly<Record<Name, Value>> & Readonly<Record<string, Value>>;
  readonly attrs: Attrs;
}

/** A named input. @throws LiftError `KERNEL` that names it where it was not given */
export function given({ inputs }: KernelCall, name: string): Value {
  const value = inputs[name];
  if (value) return value;
  throw new LiftError("KERNEL", `an operation lacks its input "${name}"; it got ${Object.keys(inputs).join(", ")}`);
}

/**
 * A kernel whose named inputs are checked once, before it runs, and whose attributes have the type that tfjs documents for it:
 * `kernelOf("x")<{ alpha: number }>(({ ctx, inputs: { x }, attrs }) => …)`.
 */
export const kernelOf =
  <Name extends string>(...names: readonly Name[]) =>
  <Attrs>(run: (call: CheckedCall<Name, Attrs>) => Value | Value[]): Kernel =>
  (call) => {
    for (const name of names) given(call, name);
    return run(call as CheckedCall<Name, Attrs>);
  };
export type KernelTable = Readonly<Record<string, Kernel>>;

/** A list input, in order. */
export const listOf = (call: KernelCall): Value[] => Object.values(call.inputs);

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
