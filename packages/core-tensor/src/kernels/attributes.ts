/** Element types that cross the engine's border, and bfloat16, which lives inside only. */
export type NativeType = "float32" | "int32" | "bool" | "bfloat16";

/** An attribute of a TensorFlow operation. */
export type Attribute =
  | { readonly type: NativeType }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly flag: boolean }
  | { readonly text: string }
  | { readonly shape: readonly number[] };

export type Attributes = Readonly<Record<string, Attribute>>;

export const type = (value: NativeType): Attribute => ({ type: value });
export const int = (value: number): Attribute => ({ int: value });
export const ints = (value: readonly number[]): Attribute => ({ ints: value });
export const float = (value: number): Attribute => ({ float: value });
export const flag = (value: boolean): Attribute => ({ flag: value });
export const text = (value: string): Attribute => ({ text: value });
