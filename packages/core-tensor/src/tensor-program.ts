import type { HostTensor, HostTensors } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { held } from "./lookup.js";
import { checkInputs, checkStateValue, entryOf, indexState, stateOf } from "./program-checks.js";
import type { HostArray, Program, ProgramDefinition, StateSpec, StateView } from "./program.js";
import { noRandom, type EntryRandom, type RunRandom } from "./random-draws.js";
import { withoutTfjsRandom } from "./random-guard.js";
import { StateWrites } from "./state-writes.js";
import { tensorRandom } from "./tensor-random.js";
import { withBackend } from "./with-backend.js";

type Shape = tf.ShapeMap[keyof tf.ShapeMap];
const toTensor = (value: HostArray): tf.Tensor =>
  tf.tensor(value.data, value.shape as Shape, value.data instanceof Int32Array ? "int32" : "float32");

/** Numbers that are drawn when an entry asks for them. */
const drawing = (name: string, random: RunRandom | undefined): EntryRandom =>
  random ? tensorRandom(random) : noRandom(`entry "${name}" is given none`);

const toHost = (value: tf.Tensor): HostArray => ({
  shape: [...value.shape],
  data: value.dataSync<"float32" | "int32">(),
});

/** A Program that runs its entries operation by operation on any tfjs backend, with its state kept as tensors. */
export class TensorProgram implements Program {
  readonly #specs: Map<string, StateSpec>;
  readonly #values = new Map<string, tf.Tensor>();

  constructor(
    readonly backend: string,
    readonly definition: ProgramDefinition,
  ) {
    this.#specs = indexState(definition);
    withBackend(backend, () => {
      for (const spec of definition.state) this.#values.set(spec.name, tf.keep(tf.zeros(spec.shape as Shape)));
    });
  }

  async run(
    name: string,
    inputs: Readonly<Record<string, HostArray>>,
    random?: RunRandom,
  ): Promise<Record<string, HostArray>> {
    checkInputs(name, entryOf(this.definition, name), inputs);
    let outputs: Record<string, HostArray> = {};
    withBackend(this.backend, () => {
      tf.tidy(() => {
        outputs = this.#runEntry(name, inputs, random);
      });
    });
    return outputs;
  }

  async write(values: HostTensors): Promise<void> {
    for (const [name, value] of Object.entries(values)) checkStateValue(stateOf(this.#specs, name), value);
    withBackend(this.backend, () => {
      for (const [name, value] of Object.entries(values)) this.#replace(name, toTensor(value));
    });
  }

  async read(names: readonly string[]): Promise<Record<string, HostTensor>> {
    return withBackend(this.backend, () =>
      Object.fromEntries(
        names.map((name) => [
          name,
          {
            shape: [...stateOf(this.#specs, name).shape],
            data: held(this.#values, name).dataSync<"float32">().slice(),
          },
        ]),
      ),
    );
  }

  dispose(): void {
    for (const value of this.#values.values()) value.dispose();
    this.#values.clear();
  }

  #runEntry(name: string, inputs: Readonly<Record<string, HostArray>>, random?: RunRandom): Record<string, HostArray> {
    const writes = new StateWrites();
    const fed = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, toTensor(value)]));
    const entry = entryOf(this.definition, name);
    try {
      const outputs = withoutTfjsRandom(() => entry.run(fed, this.#view(writes), drawing(name, random)));
      const results = Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, toHost(value)]));
      this.#carryOut(writes);
      return results;
    } finally {
      writes.release();
    }
  }

  #view(writes: StateWrites): StateView {
    return {
      read: (name) => held(this.#values, stateOf(this.#specs, name).name),
      assign: (name, value) => {
        writes.put(stateOf(this.#specs, name), "assign", value);
      },
      add: (name, value) => {
        writes.put(stateOf(this.#specs, name), "add", value);
      },
    };
  }

  /** New values are all made before any old one goes, as one write may be another's old value. */
  #carryOut(writes: StateWrites): void {
    const next = [...writes].map(([state, { how, value }]) => {
      return [state, how === "add" ? tf.add(held(this.#values, state), value) : tf.clone(value)] as const;
    });
    for (const [state, value] of next) this.#replace(state, value);
  }

  #replace(name: string, value: tf.Tensor): void {
    held(this.#values, name).dispose();
    this.#values.set(name, tf.keep(value));
  }
}
