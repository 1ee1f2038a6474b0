import { flag, type } from "../kernels/attributes.js";
import type { GraphRecorder, RecordedNode } from "./graph-recorder.js";

const HALF = type("bfloat16");
const FLOAT = type("float32");

const dataInputs = ({ inputs }: RecordedNode): string[] =>
  inputs.filter((input) => !input.startsWith("^")).map((input) => input.replace(/:\d+$/, ""));

const isType = (node: RecordedNode, attribute: string, wanted: string): boolean => {
  const value = node.attributes[attribute];
  return value !== undefined && "type" in value && value.type === wanted;
};

function usersOf(nodes: readonly RecordedNode[]): Map<string, RecordedNode[]> {
  const users = new Map<string, RecordedNode[]>();
  for (const node of nodes)
    for (const input of new Set(dataInputs(node))) users.set(input, [...(users.get(input) ?? []), node]);
  return users;
}

const toHalf = { SrcT: FLOAT, DstT: HALF, Truncate: flag(false) };
const toFloat = { SrcT: HALF, DstT: FLOAT, Truncate: flag(false) };

/** Finds values that are only ever wanted as bfloat16, and notes what the nodes around them become. */
class Halving {
  readonly changes = new Map<string, readonly RecordedNode[]>();
  readonly users: ReadonlyMap<string, readonly RecordedNode[]>;
  constructor(readonly nodes: readonly RecordedNode[]) {
    this.users = usersOf(nodes);
  }

  usersOf(name: string): readonly RecordedNode[] {
    return this.users.get(name) ?? [];
  }

  /** Whether all that is done with a value, reshaped or not, is to round it. */
  wantedHalf(name: string): boolean {
    const users = this.usersOf(name);
    return users.length > 0 && users.every((user) => this.#rounds(user, name));
  }

  #rounds(user: RecordedNode, name: string): boolean {
    if (user.operation === "Cast") return isType(user, "DstT", "bfloat16");
    return user.operation === "Reshape" && user.inputs[0] === name && this.wantedHalf(user.name);
  }

  change(node: RecordedNode, by: Partial<RecordedNode>): void {
    this.changes.set(node.name, [{ ...node, ...by }]);
  }

  /** The value is bfloat16 now: nothing is left to round. */
  settle(name: string): void {
    for (const user of this.usersOf(name)) {
      if (user.operation === "Cast") this.change(user, { operation: "Identity", attributes: { T: HALF } });
      else {
        this.change(user, { attributes: { ...user.attributes, T: HALF } });
        this.settle(user.name);
      }
    }
  }
}

/** A layer norm writes bfloat16 itself. */
function halveNorm(halving: Halving, node: RecordedNode, bytes: Map<string, number>): void {
  if (!halving.wantedHalf(node.name)) return;
  halving.change(node, { attributes: { ...node.attributes, T: HALF } });
  halving.settle(node.name);
  bytes.set(node.name, (bytes.get(node.name) ?? 0) / 2);
}

/** A variable that no entry writes lives as bfloat16; it is rounded when it is set, and widened when it is read from outside. */
function halveVariable(halving: Halving, variable: RecordedNode): void {
  const { name } = variable;
  const users = halving.usersOf(name);
  const reads = users.filter((user) => user.operation === "ReadVariableOp" && user.name !== `${name}_read`);
  const known = new Set([`${name}_assign`, `${name}_clear`, `${name}_read`, ...reads.map((read) => read.name)]);
  if (reads.length === 0 || !users.every((user) => known.has(user.name))) return;
  if (!reads.every((read) => halving.wantedHalf(read.name))) return;
  halving.change(variable, { attributes: { ...variable.attributes, dtype: HALF } });
  for (const user of users) halving.change(user, { attributes: { ...user.attributes, dtype: HALF } });
  for (const read of reads) halving.settle(read.name);
  for (const node of halving.nodes) {
    if (node.name === `${name}_copy`) halving.change(node, { operation: "Cast", attributes: toHalf });
    if (node.name === `${name}_value`) halving.change(node, { operation: "Cast", attributes: toFloat });
    if (node.name === `${name}_zeros`)
      halving.changes.set(node.name, [
        { ...node, name: `${name}_wide_zeros` },
        { ...node, operation: "Cast", inputs: [`${name}_wide_zeros`], attributes: toHalf },
      ]);
  }
}

/**
 * Keep as bfloat16 what a recorded Program wants as bfloat16 only: frozen matrices, which then take half the memory and no
 * rounding in a step, and the outputs of layer norms.
 */
export function keepHalf(recorder: GraphRecorder): void {
  const halving = new Halving(recorder.nodes);
  for (const node of recorder.nodes) {
    if (node.operation === "VarHandleOp") halveVariable(halving, node);
    if (node.operation === "LiftLayerNorm") halveNorm(halving, node, recorder.bytes);
  }
  recorder.replace(halving.changes);
}
