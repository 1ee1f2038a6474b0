import type { Attribute, NativeType } from "../kernels/attributes.js";
import { typedValues } from "../native/data-types.js";

/** A tensor attribute, which only constants have. */
export interface ConstantAttribute {
  readonly tensor: { readonly dtype: NativeType; readonly shape: readonly number[]; readonly content: Uint8Array };
}

export interface RecordedNode {
  readonly name: string;
  readonly operation: string;
  /** `node`, `node:1`, or `^node` for an edge that carries order only. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute | ConstantAttribute>>;
}

const SMALL = 16;

/** A TensorFlow graph as it grows. */
export class GraphRecorder {
  readonly nodes: RecordedNode[] = [];
  readonly #constants = new Map<string, string>();

  /** Append a node. @returns its name, which is also its first output */
  add(operation: string, inputs: readonly string[], attributes: RecordedNode["attributes"], name = `n${this.nodes.length}`): string {
    this.nodes.push({ name, operation, inputs, attributes });
    return name;
  }

  /** A constant; small ones are shared. */
  constant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): string {
    if (values.length > SMALL) return this.#addConstant(values, shape, dtype);
    const key = `${dtype}|${shape.join()}|${Array.from(values, (v) => (Object.is(v, -0) ? "-0" : String(v))).join()}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const made = this.#addConstant(values, shape, dtype);
    this.#constants.set(key, made);
    return made;
  }

  #addConstant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): string {
    const { buffer, byteOffset, byteLength } = typedValues(values, dtype);
    const content = new Uint8Array(buffer, byteOffset, byteLength);
    return this.add("Const", [], { dtype: { type: dtype }, value: { tensor: { dtype, shape, content } } });
  }
}
