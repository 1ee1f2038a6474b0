import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { type } from "../kernels/attributes.js";
import { stateOf } from "../program-checks.js";
import type { EntryDefinition, StateSpec, StateView } from "../program.js";
import { StateWrites } from "../state-writes.js";
import type { GraphBackend, Trace } from "./graph-backend.js";
import { doneAfter, type StateNodes } from "./graph-state.js";

/** An entry in its graph: node names of inputs and outputs. */
export interface RecordedEntry {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** Fetched when the entry has no outputs. */
  readonly done: string;
}

const FLOAT = { dtype: type("float32") };

/** The state of a Program while one of its entries is recorded. */
class RecordedState implements StateView {
  readonly writes = new StateWrites();
  readonly #reads = new Map<string, { node: string; tensor: tf.Tensor }>();
  constructor(
    readonly backend: GraphBackend,
    readonly specs: ReadonlyMap<string, StateSpec>,
    readonly nodes: ReadonlyMap<string, StateNodes>,
  ) {}

  read(name: string): tf.Tensor {
    const spec = stateOf(this.specs, name);
    const known = this.#reads.get(name);
    if (known) return known.tensor;
    const node = this.backend.node("ReadVariableOp", [this.nodes.get(name)!.variable], FLOAT);
    const tensor = tf.keep(this.backend.symbolic(node, spec.shape, "float32"));
    this.#reads.set(name, { node, tensor });
    return tensor;
  }
  assign(name: string, value: tf.Tensor): void {
    this.writes.put(stateOf(this.specs, name), "assign", value);
  }
  add(name: string, value: tf.Tensor): void {
    this.writes.put(stateOf(this.specs, name), "add", value);
  }

  /** Record the writes, each after the read of the same state. @returns the writing nodes */
  finish(fed: ReadonlySet<string>): string[] {
    return [...this.writes].map(([name, { how, value }]) => {
      const output = this.#owned(this.backend.outputOf(value), fed);
      const read = this.#reads.get(name);
      const inputs = [this.nodes.get(name)!.variable, output, ...(read ? [`^${read.node}`] : [])];
      return this.backend.node(how === "assign" ? "AssignVariableOp" : "AssignAddVariableOp", inputs, FLOAT);
    });
  }

  release(): void {
    for (const { tensor } of this.#reads.values()) tensor.dispose();
  }

  /** State keeps a copy of what is fed, as a fed tensor may share memory with a JavaScript array. */
  #owned(output: string, fed: ReadonlySet<string>): string {
    return fed.has(output) ? this.backend.node("DeepCopy", [output], { T: type("float32") }) : output;
  }
}

function checkOutputs(entry: string, outputs: Readonly<Record<string, tf.Tensor>>): void {
  for (const [key, value] of Object.entries(outputs)) {
    if (value.dtype === "float32" || value.dtype === "int32") continue;
    throw new LiftError("SHAPE", `output "${key}" of entry "${entry}" is ${value.dtype}; cast it to float32 or int32`);
  }
}

/** Call an entry once with symbolic tensors; what it does becomes nodes of the trace's graph. */
export function recordEntry(
  backend: GraphBackend,
  trace: Trace,
  index: number,
  definition: EntryDefinition,
  specs: ReadonlyMap<string, StateSpec>,
  nodes: ReadonlyMap<string, StateNodes>,
): RecordedEntry {
  const prefix = `e${index}`;
  const state = new RecordedState(backend, specs, nodes);
  const inputs = new Map<string, string>();
  const outputs = new Map<string, string>();
  let done = "";
  const work = (): void => {
    const fed: Record<string, tf.Tensor> = {};
    for (const [key, spec] of Object.entries(definition.inputs)) {
      const node = backend.node(
        "Placeholder",
        [],
        { dtype: type(spec.dtype), shape: { shape: spec.shape } },
        `${prefix}_in${inputs.size}`,
      );
      inputs.set(key, node);
      fed[key] = backend.symbolic(node, spec.shape, spec.dtype);
    }
    const results = definition.run(fed, state);
    checkOutputs(trace.entry, results);
    const values = Object.entries(results).map(
      ([key, value]) => [key, backend.outputOf(value), value.dtype as "float32" | "int32"] as const,
    );
    const steps = state.finish(new Set(inputs.values()));
    for (const [key, output, dtype] of values) {
      const after = [output, ...steps.map((step) => `^${step}`)];
      outputs.set(key, backend.node("Identity", after, { T: type(dtype) }, `${prefix}_out${outputs.size}`));
    }
    done = doneAfter(trace.recorder, `${prefix}_done`, steps);
  };
  try {
    backend.record(trace, () => void tf.tidy(work));
  } finally {
    state.release();
  }
  return { inputs, outputs, done };
}
