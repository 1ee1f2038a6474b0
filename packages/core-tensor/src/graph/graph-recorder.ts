import { LiftError } from "@liftjs/contracts";
import type { Attribute, NativeType } from "../kernels/attributes.js";
import type { Value } from "../kernels/context.js";
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
const LARGEST_CONSTANT = 64 * 2 ** 20;

/** Operations whose every call counts, because they touch state or are fed. */
const DISTINCT: ReadonlySet<string> = new Set([
  "AssignAddVariableOp",
  "AssignVariableOp",
  "Const",
  "DeepCopy",
  "Placeholder",
  "ReadVariableOp",
  "VarHandleOp",
]);

function isUniform(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** A TensorFlow graph as it grows. */
export class GraphRecorder {
  readonly nodes: RecordedNode[] = [];
  /** Bytes of what a node computes, where they are known and its own. */
  readonly bytes = new Map<string, number>();
  /** What the output of a Reshape was before. */
  readonly reshaped = new Map<string, Value>();
  readonly #constants = new Map<string, string>();
  readonly #known = new Map<string, string>();

  /** Put other nodes in the place of some, by name. */
  replace(changes: ReadonlyMap<string, readonly RecordedNode[]>): void {
    const nodes = this.nodes.flatMap((node) => changes.get(node.name) ?? [node]);
    this.nodes.length = 0;
    for (const node of nodes) this.nodes.push(node);
  }

  /** Append a node. @returns its name, which is also its first output */
  add(
    operation: string,
    inputs: readonly string[],
    attributes: RecordedNode["attributes"],
    name = `n${this.nodes.length}`,
  ): string {
    this.nodes.push({ name, operation, inputs, attributes });
    return name;
  }

  /** Append a node unless the same operation on the same inputs is there already, as where a gradient needs what the forward pass computed. */
  compute(operation: string, inputs: readonly string[], attributes: RecordedNode["attributes"]): string {
    if (DISTINCT.has(operation)) return this.add(operation, inputs, attributes);
    const key = `${operation}|${inputs.join()}|${JSON.stringify(attributes)}`;
    const known = this.#known.get(key) ?? this.add(operation, inputs, attributes);
    this.#known.set(key, known);
    return known;
  }

  /** A constant; small ones are shared. */
  constant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): string {
    const first = values[0];
    if (values.length > SMALL && first !== undefined)
      return isUniform(values) ? this.#fill(first, shape, dtype) : this.#addConstant(values, shape, dtype);
    const key = `${dtype}|${shape.join()}|${Array.from(values, (v) => (Object.is(v, -0) ? "-0" : String(v))).join()}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const made = this.#addConstant(values, shape, dtype);
    this.#constants.set(key, made);
    return made;
  }

  #fill(value: number, shape: readonly number[], dtype: NativeType): string {
    const inputs = [this.constant(shape, [shape.length], "int32"), this.constant([value], [], dtype)];
    return this.compute("Fill", inputs, { T: { type: dtype }, index_type: { type: "int32" } });
  }

  #addConstant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): string {
    const { buffer, byteOffset, byteLength } = typedValues(values, dtype);
    if (byteLength > LARGEST_CONSTANT) {
      throw new LiftError(
        "ENGINE",
        `a constant of shape [${shape.join(", ")}] is too large for a graph; keep such values in the Program's state`,
      );
    }
    const content = new Uint8Array(buffer, byteOffset, byteLength);
    return this.add("Const", [], { dtype: { type: dtype }, value: { tensor: { dtype, shape, content } } });
  }
}
