import { present } from "@liftjs/contracts";
import type { NativeAttribute, NativeBinding } from "@liftjs/engine-native";
import type { backend_util } from "@tensorflow/tfjs-core";
import type { Attribute, Attributes, NativeType } from "../kernels/attributes.js";
import type { OperationContext, Output, Value } from "../kernels/context.js";
import { dataTypeNumber, typedValues } from "./data-types.js";
import { OperationBackend } from "./operation-backend.js";

function encode(binding: NativeBinding, name: string, attribute: Attribute): NativeAttribute {
  if ("type" in attribute) return { name, type: binding.TF_ATTR_TYPE, value: dataTypeNumber[attribute.type] };
  if ("int" in attribute) return { name, type: binding.TF_ATTR_INT, value: attribute.int };
  if ("ints" in attribute) return { name, type: binding.TF_ATTR_INT, value: [...attribute.ints] };
  if ("float" in attribute) return { name, type: binding.TF_ATTR_FLOAT, value: attribute.float };
  if ("flag" in attribute) return { name, type: binding.TF_ATTR_BOOL, value: attribute.flag };
  if ("text" in attribute) return { name, type: binding.TF_ATTR_STRING, value: attribute.text };
  return { name, type: binding.TF_ATTR_SHAPE, value: [...attribute.shape] };
}

/** One kernel's operations, carried out at once; remembers what it made. */
class EagerContext implements OperationContext {
  readonly halfProducts = false;
  readonly made: number[] = [];
  constructor(readonly binding: NativeBinding) {}

  many(operation: string, inputs: readonly Value[], attributes: Attributes, outputs: readonly Output[]): Value[] {
    const encoded = Object.entries(attributes).map(([name, attribute]) => encode(this.binding, name, attribute));
    const ids = inputs.map((input) => input.handle as number);
    const results = this.binding.executeOp(operation, encoded, ids, outputs.length);
    return results.map(({ id }, i) => this.#own(id, present(outputs[i], `output ${i} of ${operation}`)));
  }

  constant(values: ArrayLike<number>, shape: readonly number[], dtype: NativeType): Value {
    const id = this.binding.createTensor([...shape], dataTypeNumber[dtype], typedValues(values, dtype));
    return this.#own(id, { shape, dtype });
  }

  #own(handle: number, output: Output): Value {
    this.made.push(handle);
    return { handle, shape: output.shape, dtype: output.dtype };
  }
}

/** A tfjs backend that executes each operation at once on TensorFlow. An entry is the addon's tensor number. */
export class EagerBackend extends OperationBackend<number> {
  constructor(readonly binding: NativeBinding) {
    super();
  }

  protected override import(values: backend_util.TypedArray, shape: readonly number[], dtype: NativeType): number {
    return this.binding.createTensor([...shape], dataTypeNumber[dtype], typedValues(values, dtype));
  }
  protected override export(entry: number): backend_util.TypedArray {
    return this.binding.tensorDataSync(entry);
  }
  protected override release(entry: number): void {
    this.binding.deleteTensor(entry);
  }
  protected override operand(handle: number, { shape, dtype }: { shape: number[]; dtype: string }): Value {
    return { handle, shape, dtype: dtype as NativeType };
  }

  protected override perform(_name: string, work: (ctx: OperationContext) => Value[]): number[] {
    const ctx = new EagerContext(this.binding);
    let kept: number[] = [];
    try {
      kept = work(ctx).map((value) => value.handle as number);
      return kept;
    } finally {
      for (const id of ctx.made) if (!kept.includes(id)) this.binding.deleteTensor(id);
    }
  }
}
