import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { type } from "../kernels/attributes.js";
import { held } from "../lookup.js";
import { sizeOf, stateOf } from "../program-checks.js";
import type { EntryDefinition, InputSpec, StateSpec, StateView } from "../program.js";
import { entryRandom, type Draw, type EntryRandom } from "../random-draws.js";
import { withoutTfjsRandom } from "../random-guard.js";
import { StateWrites } from "../state-writes.js";
import type { GraphBackend, Trace } from "./graph-backend.js";
import { doneAfter, type StateNodes } from "./graph-state.js";

/** A random tensor of an entry: the placeholder that is fed its numbers in every run. */
export interface RecordedDraw {
  readonly node: string;
  readonly draw: Draw;
}

/** An entry in its graph: node names of inputs and outputs. */
export interface RecordedEntry {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  readonly draws: readonly RecordedDraw[];
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
    const node = this.backend.node("ReadVariableOp", [held(this.nodes, name).variable], FLOAT);
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
      const inputs = [held(this.nodes, name).variable, output, ...(read ? [`^${read.node}`] : [])];
      return this.backend.node(how === "assign" ? "AssignVariableOp" : "AssignAddVariableOp", inputs, FLOAT);
    });
  }

  release(): void {
    this.writes.release();
    for (const { tensor } of this.#reads.values()) tensor.dispose();
  }

  /** State keeps a copy of what is fed, as a fed tensor may share memory with a JavaScript array. */
  #owned(output: string, fed: ReadonlySet<string>): string {
    return fed.has(output) ? this.backend.node("DeepCopy", [output], { T: type("float32") }) : output;
  }
}

/** Outputs with their types. @throws LiftError `SHAPE` on a type that does not cross the engine's border */
function checkedOutputs(
  entry: string,
  outputs: Readonly<Record<string, tf.Tensor>>,
): [string, tf.Tensor, "float32" | "int32"][] {
  return Object.entries(outputs).map(([key, value]) => {
    const { dtype } = value;
    if (dtype === "float32" || dtype === "int32") return [key, value, dtype];
    throw new LiftError("SHAPE", `output "${key}" of entry "${entry}" is ${dtype}; cast it to float32 or int32`);
  });
}

/** What an entry is fed, as placeholders whose names begin with `e3`. */
class Feeds {
  readonly inputs = new Map<string, string>();
  readonly draws: RecordedDraw[] = [];
  constructor(
    readonly backend: GraphBackend,
    readonly trace: Trace,
    readonly prefix: string,
  ) {}

  input(key: string, spec: InputSpec): tf.Tensor {
    const node = this.#placeholder(`in${this.inputs.size}`, spec);
    this.inputs.set(key, node);
    return this.backend.symbolic(node, spec.shape, spec.dtype);
  }

  random(): EntryRandom {
    return entryRandom((draw) => {
      const { shape } = draw;
      const node = this.#placeholder(`draw${this.draws.length}`, { shape, dtype: "float32" });
      this.trace.recorder.bytes.set(node, 4 * sizeOf(shape));
      this.draws.push({ node, draw });
      return this.backend.symbolic(node, shape, "float32");
    });
  }

  nodes(): Set<string> {
    return new Set([...this.inputs.values(), ...this.draws.map(({ node }) => node)]);
  }

  #placeholder(name: string, { shape, dtype }: InputSpec): string {
    return this.backend.node("Placeholder", [], { dtype: type(dtype), shape: { shape } }, `${this.prefix}_${name}`);
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
  const feeds = new Feeds(backend, trace, prefix);
  const outputs = new Map<string, string>();
  let done = "";
  const work = (): void => {
    const fed = Object.entries(definition.inputs).map(([key, spec]) => [key, feeds.input(key, spec)] as const);
    const results = withoutTfjsRandom(() => definition.run(Object.fromEntries(fed), state, feeds.random()));
    const values = checkedOutputs(trace.entry, results).map(
      ([key, value, dtype]) => [key, backend.outputOf(value), dtype] as const,
    );
    const steps = state.finish(feeds.nodes());
    for (const [key, output, dtype] of values) {
      const after = [output, ...steps.map((step) => `^${step}`)];
      outputs.set(key, backend.node("Identity", after, { T: type(dtype) }, `${prefix}_out${outputs.size}`));
    }
    done = doneAfter(trace.recorder, `${prefix}_done`, steps);
  };
  try {
    backend.record(trace, () => {
      tf.tidy(work);
    });
  } finally {
    state.release();
  }
  return { inputs: feeds.inputs, outputs, draws: feeds.draws, done };
}
