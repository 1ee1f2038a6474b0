/** Element types of an ONNX graph of ours. Shapes, axes and sizes are int64 there. */
export type OnnxType = "float32" | "int32" | "int64" | "bool";

/** An attribute of an ONNX node. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string };

export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export interface OnnxNode {
  readonly operation: string;
  /** Names of values; an empty one stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
}

/** Numbers that are part of the graph. */
export interface OnnxConstant {
  readonly name: string;
  readonly dtype: OnnxType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A value and the axes in which an earlier one became it. */
interface Transposed {
  readonly source: string;
  readonly order: readonly number[];
}

const SMALL = 64;

/** An ONNX graph as it grows. The same operation on the same inputs is one node. */
export class OnnxRecorder {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  /** What the output of a Transpose was before. */
  readonly transposed = new Map<string, Transposed>();
  /** What the output of a Reshape was before: its name and shape. */
  readonly reshaped = new Map<string, { readonly name: string; readonly shape: readonly number[] }>();
  readonly #known = new Map<string, readonly string[]>();
  readonly #constants = new Map<string, string>();
  #values = 0;

  /** Append a node unless it is there already. @returns the names of its outputs */
  add(operation: string, inputs: readonly string[], attributes: OnnxAttributes, outputs: number): readonly string[] {
    const key = JSON.stringify([operation, inputs, attributes, outputs]);
    const known = this.#known.get(key);
    if (known) return known;
    const names = Array.from({ length: outputs }, () => `value.${this.#values++}`);
    this.nodes.push({ operation, inputs, outputs: names, attributes });
    this.#known.set(key, names);
    return names;
  }

  /** A constant; small ones are shared. @returns its name */
  constant(values: ArrayLike<number>, shape: readonly number[], dtype: OnnxType): string {
    const text = Array.from({ length: Math.min(values.length, SMALL) }, (_, i) =>
      Object.is(values[i], -0) ? "-0" : String(values[i]),
    );
    const key = `${dtype}|${shape.join()}|${text.join()}`;
    const known = values.length <= SMALL ? this.#constants.get(key) : undefined;
    if (known !== undefined) return known;
    const name = `constant.${this.constants.length}`;
    this.constants.push({ name, dtype, shape, values });
    if (values.length <= SMALL) this.#constants.set(key, name);
    return name;
  }
}
