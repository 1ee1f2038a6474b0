import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { entryOf, indexState, stateOf } from "../program-checks.js";
import type { ProgramDefinition, StateView } from "../program.js";
import { noRandom } from "../random-draws.js";
import { withoutTfjsRandom } from "../random-guard.js";
import { withBackend } from "../with-backend.js";
import type { OnnxBackend } from "./backend.js";
import { OnnxRecorder } from "./recorder.js";

/** An input or an output of the graph, with its shape at the recorded number of images. */
export interface OnnxPort {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
}

/** An entry as an ONNX graph, for one number of images. */
export interface OnnxRecording {
  readonly recorder: OnnxRecorder;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** State that the entry reads, whose names are those of the graph's values. */
  readonly state: ReadonlySet<string>;
}

/** State while a forward pass is recorded: it is read only. */
class RecordedState implements StateView {
  readonly reads = new Map<string, tf.Tensor>();
  readonly #specs: ReturnType<typeof indexState>;
  constructor(
    readonly backend: OnnxBackend,
    definition: ProgramDefinition,
  ) {
    this.#specs = indexState(definition);
  }
  read(name: string): tf.Tensor {
    const known = this.reads.get(name);
    if (known) return known;
    const tensor = tf.keep(this.backend.symbolic(name, stateOf(this.#specs, name).shape, "float32"));
    this.reads.set(name, tensor);
    return tensor;
  }
  assign(name: string): never {
    throw new LiftError(
      "ENGINE",
      `a forward pass that writes the state "${name}" cannot be ONNX; record an evaluation`,
    );
  }
  add(name: string): never {
    this.assign(name);
  }
}

function portOf(name: string, { shape, dtype }: tf.Tensor): OnnxPort {
  if (dtype === "float32" || dtype === "int32") return { name, shape: [...shape], dtype };
  throw new LiftError("SHAPE", `output "${name}" is ${dtype}; cast it to float32 or int32`);
}

/** Call an entry once with symbolic tensors; what it does becomes an ONNX graph whose outputs bear the entry's names. */
export function recordOnnx(backend: OnnxBackend, definition: ProgramDefinition, name: string): OnnxRecording {
  const entry = entryOf(definition, name);
  const recorder = new OnnxRecorder();
  const state = new RecordedState(backend, definition);
  const inputs = Object.entries(entry.inputs).map(([key, spec]): OnnxPort => ({ name: key, ...spec }));
  const outputs: OnnxPort[] = [];
  const work = (): void => {
    const fed = inputs.map((port) => [port.name, backend.symbolic(port.name, port.shape, port.dtype)] as const);
    const random = noRandom("an ONNX graph draws none");
    const results = withoutTfjsRandom(() => entry.run(Object.fromEntries(fed), state, random));
    for (const [key, value] of Object.entries(results)) {
      outputs.push(portOf(key, value));
      recorder.nodes.push({ operation: "Identity", inputs: [backend.nameOf(value)], outputs: [key], attributes: {} });
    }
  };
  try {
    withBackend("onnx", () => {
      backend.record(recorder, () => {
        tf.tidy(work);
      });
    });
  } finally {
    for (const tensor of state.reads.values()) tensor.dispose();
  }
  return { recorder, inputs, outputs, state: new Set(state.reads.keys()) };
}
