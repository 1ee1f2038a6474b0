import { LiftError } from "@liftjs/contracts";
import type { Attributes, NativeType } from "../kernels/attributes.js";
import type { OperationContext, Output, Value } from "../kernels/context.js";
import { sameShape } from "../program-checks.js";
import type { Emitter } from "./form.js";
import { forms } from "./forms/table.js";
import type { OnnxAttributes, OnnxRecorder, OnnxType } from "./recorder.js";

/** A known number, not yet part of the graph: most are axes and shapes that become attributes. */
interface Known {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype: OnnxType;
}

/** Records ONNX nodes for the TensorFlow operations that kernels ask for. */
export class OnnxContext implements OperationContext, Emitter {
  readonly halfProducts = false;
  readonly #known = new Map<string, Known>();
  constructor(readonly recorder: OnnxRecorder) {}

  many(operation: string, inputs: readonly Value[], attributes: Attributes, outputs: readonly Output[]): Value[] {
    const form = Object.hasOwn(forms, operation) ? forms[operation] : undefined;
    if (!form)
      throw new LiftError(
        "KERNEL",
        `the operation "${operation}" has no ONNX form; write the forward pass with those that have: ${Object.keys(forms).sort().join(", ")}`,
        { operation },
      );
    const names = form({ operation, inputs, attributes, outputs, to: this });
    return outputs.map((output, i) => ({ ...output, handle: names[i] ?? "" }));
  }

  constant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): Value {
    if (dtype === "bfloat16") throw new LiftError("KERNEL", "bfloat16 is not recorded as ONNX; use float32");
    const handle = `known.${this.#known.size}`;
    this.#known.set(handle, { values, shape, dtype });
    return { shape, dtype, handle };
  }

  node(operation: string, inputs: readonly (Value | string)[], attributes: OnnxAttributes = {}): string {
    return this.nodes(operation, inputs, attributes, 1)[0] ?? "";
  }

  nodes(
    operation: string,
    inputs: readonly (Value | string)[],
    attributes: OnnxAttributes,
    outputs: number,
  ): readonly string[] {
    return this.recorder.add(
      operation,
      inputs.map((input) => this.nameOf(input)),
      attributes,
      outputs,
    );
  }

  ints(values: readonly number[]): string {
    return this.recorder.constant(values, [values.length], "int64");
  }

  counting(n: number): string {
    const values = Int32Array.from({ length: n }, (_, i) => i);
    return this.recorder.constant(values, [n], "int32");
  }

  scalar(value: number, dtype: OnnxType): string {
    return this.recorder.constant([value], [], dtype);
  }

  numbers({ handle }: Value): number[] {
    const known = this.#known.get(String(handle));
    if (known) return Array.from(known.values);
    throw new LiftError("KERNEL", "a shape, an axis or a size is computed in the forward pass; ONNX needs it fixed");
  }

  transpose(value: Value | string, order: readonly number[]): string {
    const name = this.nameOf(value);
    const before = this.recorder.transposed.get(name);
    const source = before?.source ?? name;
    const whole = before ? order.map((axis) => before.order[axis] ?? axis) : order;
    if (whole.every((axis, i) => axis === i)) return source;
    const [turned = ""] = this.recorder.add("Transpose", [source], { perm: { ints: whole } }, 1);
    this.recorder.transposed.set(turned, { source, order: whole });
    return turned;
  }

  /** A reshape of a reshape is one reshape of the first value, or the first value itself. */
  reshape(value: Value, shape: readonly number[]): string {
    const name = this.nameOf(value);
    const source = this.recorder.reshaped.get(name) ?? { name, shape: value.shape };
    if (sameShape(source.shape, shape)) return source.name;
    const [made = ""] = this.recorder.add("Reshape", [source.name, this.ints(shape)], {}, 1);
    this.recorder.reshaped.set(made, source);
    return made;
  }

  /** A value's name in the graph; a known number becomes a constant of it. */
  nameOf(value: Value | string): string {
    if (typeof value === "string") return value;
    const name = String(value.handle);
    const known = this.#known.get(name);
    return known ? this.recorder.constant(known.values, known.shape, known.dtype) : name;
  }
}
