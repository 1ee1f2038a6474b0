import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { float, type NativeType } from "../kernels/attributes.js";
import {
  kernelOf,
  operate,
  type Kernel,
  type KernelTable,
  type OperationContext,
  type Value,
} from "../kernels/context.js";
import { callerName } from "../native/caller-name.js";
import { OperationBackend } from "../native/operation-backend.js";
import { OnnxContext } from "./context.js";
import type { OnnxRecorder } from "./recorder.js";

/** Data of a tensor: known numbers, or a value of the graph that is being recorded. */
type Recorded =
  { readonly values: tf.backend_util.TypedArray } | { readonly recorder: OnnxRecorder; readonly name: string };

/** Kernels that are one operation in ONNX, which runtimes compute in one pass. */
const whole: KernelTable = {
  LiftLayerNorm: kernelOf(
    "x",
    "weight",
    "bias",
  )<{ epsilon: number }>(({ ctx, inputs: { x, weight, bias }, attrs }) =>
    operate(ctx, "LayerNormalization", [x, weight, bias], { epsilon: float(attrs.epsilon) }, x.shape),
  ),
};

/** A tfjs backend that computes nothing: every operation becomes nodes of an ONNX graph. */
export class OnnxBackend extends OperationBackend<Recorded> {
  #recorder: OnnxRecorder | null = null;

  /** Record what `f` does. @throws LiftError `ENGINE` when a recording is under way already */
  record<T>(recorder: OnnxRecorder, f: () => T): T {
    if (this.#recorder) throw new LiftError("ENGINE", "an ONNX graph cannot be recorded while another one is");
    this.#recorder = recorder;
    try {
      return f();
    } finally {
      this.#recorder = null;
    }
  }

  /** A tensor that stands for a value of the graph. */
  symbolic(name: string, shape: readonly number[], dtype: "float32" | "int32"): tf.Tensor {
    const info = this.adopt({ recorder: this.#current("a symbolic tensor"), name }, { shape, dtype });
    return tf.engine().makeTensorFromTensorInfo(info, this);
  }

  /** The name of the value that a tensor stands for; known numbers become a constant. */
  nameOf(tensor: tf.TensorInfo): string {
    const entry = this.entryOf(tensor.dataId);
    if (!("values" in entry)) return entry.name;
    return this.#current("an output").constant(entry.values, tensor.shape, tensor.dtype as "float32" | "int32");
  }

  override runKernel(
    name: string,
    kernel: Kernel,
    inputs: tf.NamedTensorInfoMap,
    attrs: unknown,
  ): tf.TensorInfo | tf.TensorInfo[] {
    return super.runKernel(name, whole[name] ?? kernel, inputs, attrs);
  }

  protected override import(values: tf.backend_util.TypedArray): Recorded {
    return { values };
  }

  protected override export(entry: Recorded): tf.backend_util.TypedArray {
    if ("values" in entry) return entry.values;
    throw new LiftError(
      "ENGINE",
      `${callerName()} reads the value of a tensor while the forward pass is recorded as ONNX; values exist only when it runs. Write it with tfjs operations alone`,
      { operation: callerName() },
    );
  }

  protected override release(): void {
    // Nothing is held outside of JavaScript.
  }

  protected override operand(entry: Recorded, { shape, dtype }: tf.TensorInfo, ctx: OperationContext): Value {
    const native = dtype as NativeType;
    if ("values" in entry) return ctx.constant(entry.values, shape, native);
    if (entry.recorder === this.#current(callerName())) return { shape, dtype: native, handle: entry.name };
    throw new LiftError(
      "ENGINE",
      `${callerName()} uses a tensor of another recording; pass it through state or inputs`,
    );
  }

  protected override perform(name: string, work: (ctx: OperationContext) => Value[]): Recorded[] {
    const recorder = this.#current(name);
    const ctx = new OnnxContext(recorder);
    return work(ctx).map((value) => ({ recorder, name: ctx.nameOf(value) }));
  }

  #current(what: string): OnnxRecorder {
    if (this.#recorder) return this.#recorder;
    throw new LiftError("ENGINE", `${what}: the backend "onnx" records a forward pass only; it computes nothing`);
  }
}
