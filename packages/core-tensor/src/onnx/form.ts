import { LiftError } from "@liftjs/contracts";
import type { Attribute, Attributes } from "../kernels/attributes.js";
import type { Output, Value } from "../kernels/context.js";
import type { OnnxAttributes, OnnxType } from "./recorder.js";

/** Where a form puts its nodes. Values are given by what a kernel sees, or by the name of one that the form made. */
export interface Emitter {
  /** A node of one output. @returns the output's name */
  node(operation: string, inputs: readonly (Value | string)[], attributes?: OnnxAttributes): string;
  /** A node of several outputs. */
  nodes(
    operation: string,
    inputs: readonly (Value | string)[],
    attributes: OnnxAttributes,
    outputs: number,
  ): readonly string[];
  /** An int64 vector, such as axes or a shape. */
  ints(values: readonly number[]): string;
  /** An int32 vector of 0 … n − 1. */
  counting(n: number): string;
  scalar(value: number, dtype: OnnxType): string;
  /** The numbers of a value that is known while recording. @throws LiftError `KERNEL` where it is computed */
  numbers(value: Value): number[];
  /** The axes of a value in another order; two orders after one another become one. */
  transpose(value: Value | string, order: readonly number[]): string;
  reshape(value: Value, shape: readonly number[]): string;
}

/** A TensorFlow operation that a kernel asks for. */
export interface FormCall {
  readonly operation: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Output[];
  readonly to: Emitter;
}

/** A TensorFlow operation in ONNX. @returns the names of its outputs */
export type Form = (call: FormCall) => readonly string[];
export type FormTable = Readonly<Record<string, Form>>;

/** A form of one output. */
export const single =
  (make: (call: FormCall) => string): Form =>
  (call) => [make(call)];

export function inputOf({ operation, inputs }: FormCall, index: number): Value {
  const value = inputs[index];
  if (value) return value;
  throw new LiftError("KERNEL", `"${operation}" lacks input ${index}; this is a fault of its kernel`);
}

export function outputOf({ operation, outputs }: FormCall, index = 0): Output {
  const output = outputs[index];
  if (output) return output;
  throw new LiftError("KERNEL", `"${operation}" lacks output ${index}; this is a fault of its kernel`);
}

/** The numbers of an input that is known while recording. */
export const numbersOf = (call: FormCall, index: number): number[] => call.to.numbers(inputOf(call, index));

/** The one number of an input that is known while recording. */
export const numberOf = (call: FormCall, index: number): number => numbersOf(call, index)[0] ?? 0;

/** A refusal that says what is missing. */
export const refuse = (operation: string, why: string): LiftError =>
  new LiftError("KERNEL", `"${operation}" has no ONNX form ${why}; write the forward pass with other operations`, {
    operation,
  });

function attributeOf({ operation, attributes }: FormCall, name: string): Attribute {
  const found = attributes[name];
  if (found) return found;
  throw new LiftError("KERNEL", `"${operation}" lacks the attribute "${name}"; this is a fault of its kernel`);
}

export function flagOf(call: FormCall, name: string): boolean {
  const found = attributeOf(call, name);
  return "flag" in found && found.flag;
}

export function intOf(call: FormCall, name: string): number {
  const found = attributeOf(call, name);
  return "int" in found ? found.int : 0;
}

export function intsOf(call: FormCall, name: string): readonly number[] {
  const found = attributeOf(call, name);
  return "ints" in found ? found.ints : [];
}

export function floatOf(call: FormCall, name: string): number {
  const found = attributeOf(call, name);
  return "float" in found ? found.float : 0;
}

export function textOf(call: FormCall, name: string): string {
  const found = attributeOf(call, name);
  return "text" in found ? found.text : "";
}
