import type { HostTensor, HostTensors } from "@liftjs/contracts";
import type { NativeBinding } from "@liftjs/engine-native";
import { held } from "../lookup.js";
import { checkInputs, checkRandom, checkStateValue, entryOf, indexState, stateOf } from "../program-checks.js";
import type { HostArray, Program, ProgramDefinition, StateSpec } from "../program.js";
import { drawValues, type RunRandom } from "../random-draws.js";
import type { GraphBackend } from "./graph-backend.js";
import type { StateNodes } from "./graph-state.js";
import type { RecordedEntry } from "./record-entry.js";
import { recordProgram } from "./record-program.js";
import { Session, type Feed } from "./session.js";

/** Bytes that cross the border at once, since what crosses is held twice until it has arrived. */
const CROSSING_BYTES = 32 * 2 ** 20;

type Named = [name: string, value: HostTensor];

/** Values in groups, each within the bytes that may cross at once or of one value alone. */
function groupsOf(values: readonly Named[]): Named[][] {
  const groups: Named[][] = [];
  let group: Named[] = [];
  let room = 0;
  for (const named of values) {
    const bytes = named[1].data.byteLength;
    if (bytes > room) {
      group = [];
      groups.push(group);
      room = CROSSING_BYTES;
    }
    group.push(named);
    room -= bytes;
  }
  return groups;
}

/** Values that a session gave, in the order of their names. */
const named = <V>(names: readonly string[], values: readonly V[]): Record<string, V> =>
  Object.fromEntries(values.map((value, i) => [names[i] ?? "", value]));

/** The numbers of an entry's random tensors in one run. */
const drawn = ({ draws }: RecordedEntry, random: RunRandom | undefined): Feed[] =>
  random ? draws.map(({ node, draw }) => ({ node, value: { shape: draw.shape, data: drawValues(draw, random) } })) : [];

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

  async run(
    name: string,
    inputs: Readonly<Record<string, HostArray>>,
    random?: RunRandom,
  ): Promise<Record<string, HostArray>> {
    checkInputs(name, entryOf(this.definition, name), inputs);
    const entry = held(this.#entries, name);
    checkRandom(name, entry.draws.length, random !== undefined);
    this.#fillBlanks([...this.#blank]);
    const feeds = Object.entries(inputs).map(([key, value]) => ({ node: held(entry.inputs, key), value }));
    const keys = [...entry.outputs.keys()];
    const results = this.#session.run(
      [...feeds, ...drawn(entry, random)],
      keys.length > 0 ? [...entry.outputs.values()] : [entry.done],
    );
    return named(keys, results);
  }

  async write(values: HostTensors): Promise<void> {
    const given = Object.entries(values);
    for (const [name, value] of given) checkStateValue(stateOf(this.#specs, name), value);
    for (const group of groupsOf(given)) {
      this.#session.run(
        group.map(([name, value]) => ({ node: held(this.#nodes, name).placeholder, value })),
        group.map(([name]) => held(this.#nodes, name).written),
      );
      for (const [name] of group) this.#blank.delete(name);
    }
  }

  async read(names: readonly string[]): Promise<Record<string, HostTensor>> {
    const nodes = names.map((name) => held(this.#nodes, stateOf(this.#specs, name).name));
    if (nodes.length === 0) return {};
    this.#fillBlanks(names.filter((name) => this.#blank.has(name)));
    const values = this.#session.run(
      [],
      nodes.map((node) => node.value),
    );
    return named(names, values as HostTensor[]); // all state is float32
  }

  dispose(): void {
    this.#session.close();
  }

  #fillBlanks(names: readonly string[]): void {
    if (names.length === 0) return;
    this.#session.run(
      [],
      names.map((name) => held(this.#nodes, name).zeroed),
    );
    for (const name of names) this.#blank.delete(name);
  }
}
