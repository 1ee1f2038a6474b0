import { type } from "../kernels/attributes.js";
import type { StateSpec } from "../program.js";
import type { GraphRecorder } from "./graph-recorder.js";

/** Names of the nodes that hold, set and read one state. */
export interface StateNodes {
  readonly spec: StateSpec;
  readonly variable: string;
  readonly placeholder: string;
  readonly written: string;
  readonly zeroed: string;
  readonly value: string;
}

const FLOAT = { dtype: type("float32") };

/** A node to fetch, for the sake of what has to run before it. */
export const doneAfter = (recorder: GraphRecorder, name: string, steps: readonly string[]): string =>
  recorder.add(
    "Identity",
    [recorder.constant([0], [], "int32"), ...steps.map((step) => `^${step}`)],
    { T: type("int32") },
    name,
  );

/** Record the variable of one state, and nodes that write it, zero it and read it from outside of any entry. */
export function recordState(recorder: GraphRecorder, spec: StateSpec, index: number): StateNodes {
  const prefix = `s${index}`;
  const shape = { shape: spec.shape };
  const variable = recorder.add("VarHandleOp", [], { ...FLOAT, shape, shared_name: { text: prefix } }, prefix);
  const placeholder = recorder.add("Placeholder", [], { ...FLOAT, shape }, `${prefix}_in`);
  // A fed tensor may share memory with a JavaScript array, which only the JavaScript thread may let go: state keeps a copy.
  const copy = recorder.add("DeepCopy", [placeholder], { T: type("float32") }, `${prefix}_copy`);
  const assign = recorder.add("AssignVariableOp", [variable, copy], FLOAT, `${prefix}_assign`);
  const dimensions = recorder.constant(spec.shape, [spec.shape.length], "int32");
  const fill = [dimensions, recorder.constant([0], [], "float32")];
  const zeros = recorder.add("Fill", fill, { T: type("float32"), index_type: type("int32") }, `${prefix}_zeros`);
  const clear = recorder.add("AssignVariableOp", [variable, zeros], FLOAT, `${prefix}_clear`);
  const read = recorder.add("ReadVariableOp", [variable], FLOAT, `${prefix}_read`);
  return {
    spec,
    variable,
    placeholder,
    written: doneAfter(recorder, `${prefix}_written`, [assign]),
    zeroed: doneAfter(recorder, `${prefix}_zeroed`, [clear]),
    value: recorder.add("Identity", [read], { T: type("float32") }, `${prefix}_value`),
  };
}
