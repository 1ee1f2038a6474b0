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

/** An operation of one output. */
export function operate(
  ctx: OperationContext,
  operation: string,
  inputs: readonly Value[],
  attributes: Attributes,
  shape: readonly number[],
  dtype: NativeType = inputs[0]!.dtype,
): Value {
  return ctx.many(operation, inputs, attributes, [{ shape, dtype }])[0]!;
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
  // tfjs declares attributes kernel by kernel; each kernel here reads its own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly attrs: any;
}
/** `half`: it takes bfloat16 values as they are; for others they are made float32 first. */
export type Kernel = ((call: KernelCall) => Value | Value[]) & { readonly half?: true };
/** A kernel that takes bfloat16 values as they are. */
export const takingHalf = (kernel: (call: KernelCall) => Value | Value[]): Kernel =>
  Object.assign((call: KernelCall) => kernel(call), { half: true } as const);
export type KernelTable = Readonly<Record<string, Kernel>>;

/** A list input, in order. */
export const listOf = (call: KernelCall): Value[] => Object.values(call.inputs);

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
