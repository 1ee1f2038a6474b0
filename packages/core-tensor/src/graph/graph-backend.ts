import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import type { Attributes, NativeType } from "../kernels/attributes.js";
import type { OperationContext, Output, Value } from "../kernels/context.js";
import { whole } from "../kernels/elementwise.js";
import { callerName } from "../native/caller-name.js";
import { OperationBackend } from "../native/operation-backend.js";
import { sameShape, sizeOf } from "../program-checks.js";
import type { GraphRecorder } from "./graph-recorder.js";

/** One entry's recording: where its operations go. Symbolic tensors belong to one trace. */
export interface Trace {
  readonly entry: string;
  readonly recorder: GraphRecorder;
  readonly halfProducts: boolean;
}

/** Data of a tensor: known numbers, or the output of a recorded node, which may be bfloat16 where tfjs believes it float32. */
type Recorded =
  | { readonly values: tf.backend_util.TypedArray }
  | { readonly trace: Trace; readonly output: string; readonly half?: boolean };

const bytesOf = ({ shape, dtype }: Output): number =>
  sizeOf(shape) * (dtype === "bool" ? 1 : dtype === "bfloat16" ? 2 : 4);

class RecordingContext implements OperationContext {
  constructor(readonly trace: Trace) {}
  get halfProducts(): boolean {
    return this.trace.halfProducts;
  }
  many(operation: string, inputs: readonly Value[], attributes: Attributes, outputs: readonly Output[]): Value[] {
    const [x, shape] = inputs;
    const [output] = outputs;
    if (operation === "Reshape" && x && shape && output) return [this.#reshape(x, shape, attributes, output)];
    const node = this.trace.recorder.compute(
      operation,
      inputs.map((input) => input.handle as string),
      attributes,
    );
    this.trace.recorder.bytes.set(
      node,
      outputs.reduce((sum, output) => sum + bytesOf(output), 0),
    );
    return outputs.map((output, i) => ({ ...output, handle: i === 0 ? node : `${node}:${i}` }));
  }
  /** A reshape of a reshape is one reshape of the first tensor, or the first tensor itself. */
  #reshape(x: Value, shape: Value, attributes: Attributes, output: Output): Value {
    const source = this.trace.recorder.reshaped.get(x.handle as string) ?? x;
    if (sameShape(source.shape, output.shape)) return source;
    const node = this.trace.recorder.compute("Reshape", [source.handle as string, shape.handle as string], attributes);
    this.trace.recorder.reshaped.set(node, source);
    return { ...output, handle: node };
  }
  constant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): Value {
    return { shape, dtype, handle: this.trace.recorder.constant(values, shape, dtype) };
  }
}

/** A tfjs backend that computes nothing: every operation becomes a node of a TensorFlow graph. */
export class GraphBackend extends OperationBackend<Recorded> {
  #trace: Trace | null = null;

  /** Record what `f` does. @throws LiftError `ENGINE` when a recording is under way already */
  record<T>(trace: Trace, f: () => T): T {
    if (this.#trace)
      throw new LiftError("ENGINE", `entry "${trace.entry}" cannot be recorded while "${this.#trace.entry}" is`);
    this.#trace = trace;
    try {
      return f();
    } finally {
      this.#trace = null;
    }
  }

  /** A tensor that stands for a node's output. */
  symbolic(output: string, shape: readonly number[], dtype: "float32" | "int32"): tf.Tensor {
    const info = this.adopt({ trace: this.#current("a symbolic tensor"), output }, { shape, dtype });
    return tf.engine().makeTensorFromTensorInfo(info, this);
  }

  /** The node's output that a tensor stands for, of the type that tfjs knows; known numbers become a constant. */
  outputOf(tensor: tf.TensorInfo): string {
    const value = this.operand(this.entryOf(tensor.dataId), tensor);
    return whole(new RecordingContext(this.#current("an output")), value).handle as string;
  }

  /** A node that tfjs has no operation for. */
  node(operation: string, inputs: readonly string[], attributes: Attributes, name?: string): string {
    return this.#current(operation).recorder.add(operation, inputs, attributes, name);
  }

  protected override import(values: tf.backend_util.TypedArray): Recorded {
    return { values };
  }

  protected override export(entry: Recorded): tf.backend_util.TypedArray {
    if ("values" in entry) return entry.values;
    throw new LiftError(
      "ENGINE",
      `${callerName()} reads the value of a tensor while entry "${entry.trace.entry}" is being recorded as a graph; values exist only when the entry runs. ` +
        `Write it with tfjs operations alone, return what is to be read from the entry, or use the engine "eager"`,
      { operation: callerName(), entry: entry.trace.entry },
    );
  }

  protected override release(): void {}

  protected override operand(entry: Recorded, { shape, dtype }: tf.TensorInfo): Value {
    const trace = this.#current(callerName());
    const native = dtype as NativeType;
    if ("values" in entry)
      return { shape, dtype: native, handle: trace.recorder.constant(entry.values, shape, native) };
    if (entry.trace === trace) return { shape, dtype: entry.half ? "bfloat16" : native, handle: entry.output };
    throw new LiftError(
      "ENGINE",
      `${callerName()} in entry "${trace.entry}" uses a tensor of entry "${entry.trace.entry}"; pass it through state or inputs`,
    );
  }

  protected override perform(name: string, work: (ctx: OperationContext) => Value[]): Recorded[] {
    const trace = this.#current(name);
    return work(new RecordingContext(trace)).map((value) => ({
      trace,
      output: value.handle as string,
      half: value.dtype === "bfloat16",
    }));
  }

  #current(what: string): Trace {
    if (this.#trace) return this.#trace;
    throw new LiftError(
      "ENGINE",
      `${what}: the graph engine records inside a Program's entry only; outside of one use the tfjs backend "eager"`,
    );
  }
}
