import type { HostTensor, HostTensors } from "@liftjs/contracts";
import type { NativeBinding } from "@liftjs/engine-native";
import { checkInputs, checkStateValue, entryOf, indexState, stateOf } from "../program-checks.js";
import type { HostArray, Program, ProgramDefinition, StateSpec } from "../program.js";
import type { GraphBackend } from "./graph-backend.js";
import type { StateNodes } from "./graph-state.js";
import type { RecordedEntry } from "./record-entry.js";
import { recordProgram } from "./record-program.js";
import { Session } from "./session.js";

/** Bytes that cross the border at once, since what crosses is held twice until it has arrived. */
const CROSSING_BYTES = 32 * 2 ** 20;

/** Names in groups, each within the bytes that may cross at once or of one name alone. */
function groupsOf(names: readonly string[], bytesOf: (name: string) => number): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const name of names) {
    const bytes = bytesOf(name);
    if (bytes > room) {
      groups.push([]);
      room = CROSSING_BYTES;
    }
    groups.at(-1)!.push(name);
    room -= bytes;
  }
  return groups;
}

/** A Program compiled to one TensorFlow graph. Its state lives inside the session. */
export class GraphProgram implements Program {
  readonly #specs: Map<string, StateSpec>;
  readonly #nodes: ReadonlyMap<string, StateNodes>;
  readonly #entries: ReadonlyMap<string, RecordedEntry>;
  readonly #session: Session;
  /** State without a value so far; it counts as zeros and becomes them when somebody looks. */
  readonly #blank: Set<string>;

  constructor(
    backend: GraphBackend,
    binding: NativeBinding,
    readonly definition: ProgramDefinition,
  ) {
    this.#specs = indexState(definition);
    this.#blank = new Set(this.#specs.keys());
    const { recorder, state, entries } = recordProgram(backend, definition);
    this.#nodes = state;
    this.#entries = entries;
    this.#session = new Session(binding, recorder.nodes);
  }

  async run(name: string, inputs: Readonly<Record<string, HostArray>>): Promise<Record<string, HostArray>> {
    checkInputs(name, entryOf(this.definition, name), inputs);
    this.#fillBlanks([...this.#blank]);
    const entry = this.#entries.get(name)!;
    const feeds = Object.entries(inputs).map(([key, value]) => ({ node: entry.inputs.get(key)!, value }));
    const keys = [...entry.outputs.keys()];
    const results = this.#session.run(feeds, keys.length > 0 ? [...entry.outputs.values()] : [entry.done]);
    return Object.fromEntries(keys.map((key, i) => [key, results[i]!]));
  }

  async write(values: HostTensors): Promise<void> {
    const names = Object.keys(values);
    for (const name of names) checkStateValue(stateOf(this.#specs, name), values[name]!);
    for (const group of groupsOf(names, (name) => values[name]!.data.byteLength)) {
      const nodes = group.map((name) => this.#nodes.get(name)!);
      this.#session.run(
        nodes.map((node, i) => ({ node: node.placeholder, value: values[group[i]!]! })),
        nodes.map((node) => node.written),
      );
      for (const name of group) this.#blank.delete(name);
    }
  }

  async read(names: readonly string[]): Promise<Record<string, HostTensor>> {
    const nodes = names.map((name) => this.#nodes.get(stateOf(this.#specs, name).name)!);
    if (nodes.length === 0) return {};
    this.#fillBlanks(names.filter((name) => this.#blank.has(name)));
    const values = this.#session.run(
      [],
      nodes.map((node) => node.value),
    );
    return Object.fromEntries(names.map((name, i) => [name, values[i]! as HostTensor]));
  }

  dispose(): void {
    this.#session.close();
  }

  #fillBlanks(names: readonly string[]): void {
    if (names.length === 0) return;
    this.#session.run(
      [],
      names.map((name) => this.#nodes.get(name)!.zeroed),
    );
    for (const name of names) this.#blank.delete(name);
  }
}
