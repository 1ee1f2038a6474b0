import { LiftError, present } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import type { NativeType } from "../kernels/attributes.js";
import { whole } from "../kernels/elementwise.js";
import type { Kernel, OperationContext, Value } from "../kernels/context.js";

type Kernels = Readonly<Record<string, Value>>;

const wholeOf = (ctx: OperationContext, values: Kernels): Kernels =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, whole(ctx, value)]));

/** tfjs knows no bfloat16: to it such a value is float32. */
const tfjsType = (dtype: NativeType): tf.DataType => (dtype === "bfloat16" ? "float32" : dtype);

/** What a tfjs backend needs beyond kernels: where the data of a tensor is, and who refers to it. */
export abstract class OperationBackend<Entry> extends tf.KernelBackend {
  /** tfjs's own storage fetches the data of a tensor that another backend made. */
  readonly #entries: tf.DataStorage<{ entry: Entry; references: number }> = new tf.DataStorage(this, tf.engine());

  protected abstract import(values: tf.backend_util.TypedArray, shape: readonly number[], dtype: NativeType): Entry;
  protected abstract export(entry: Entry): tf.backend_util.TypedArray;
  protected abstract release(entry: Entry): void;
  /** What a kernel sees of a tensor. @param ctx what the kernel is about to be written against */
  protected abstract operand(entry: Entry, info: tf.TensorInfo, ctx: OperationContext): Value;
  /** Carry out one kernel; values that it made and does not return are let go. */
  protected abstract perform(name: string, work: (ctx: OperationContext) => Value[]): Entry[];

  /** Run a kernel of the table on tfjs tensors. */
  runKernel(
    name: string,
    kernel: Kernel,
    inputs: tf.NamedTensorInfoMap,
    attrs: unknown,
  ): tf.TensorInfo | tf.TensorInfo[] {
    const ran: { made: Value | Value[] } = { made: [] };
    const entries = this.perform(name, (ctx) => {
      const values = this.#values(inputs, ctx);
      const taken = kernel.half ? values : wholeOf(ctx, values);
      ran.made = kernel({ ctx, inputs: taken, attrs });
      return [ran.made].flat();
    });
    const results = [ran.made].flat();
    const infos = entries.map((entry, i) => this.adopt(entry, present(results[i], `output ${i} of ${name}`)));
    return Array.isArray(ran.made) ? infos : present(infos[0], `the output of ${name}`);
  }

  /** Give a backend's own entry to tfjs. */
  adopt(entry: Entry, { shape, dtype }: { shape: readonly number[]; dtype: NativeType }): tf.TensorInfo {
    const dataId = {};
    this.#entries.set(dataId, { entry, references: 1 });
    return { dataId, shape: [...shape], dtype: tfjsType(dtype) };
  }

  entryOf(dataId: object): Entry {
    if (!tf.engine().state.tensorInfo.has(dataId))
      throw new LiftError("ENGINE", "a tensor was used after it had been disposed");
    return this.#entries.get(dataId).entry;
  }

  #values(inputs: tf.NamedTensorInfoMap, ctx: OperationContext): Kernels {
    return Object.fromEntries(
      Object.entries(inputs).flatMap(([name, info]) =>
        info ? [[name, this.operand(this.entryOf(info.dataId), info, ctx)]] : [],
      ),
    );
  }

  override write(values: tf.backend_util.TypedArray, shape: number[], dtype: tf.DataType): object {
    return this.adopt(this.import(values, shape, dtype as NativeType), { shape, dtype: dtype as NativeType }).dataId;
  }
  override move(
    dataId: object,
    values: tf.backend_util.TypedArray,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    this.#entries.set(dataId, { entry: this.import(values, shape, dtype as NativeType), references });
  }
  override readSync(dataId: object): tf.backend_util.TypedArray {
    return this.export(this.entryOf(dataId));
  }
  override async read(dataId: object): Promise<tf.backend_util.TypedArray> {
    return this.readSync(dataId);
  }
  override refCount(dataId: object): number {
    return this.#entries.has(dataId) ? this.#entries.get(dataId).references : 0;
  }
  override incRef(dataId: object): void {
    if (this.#entries.has(dataId)) this.#entries.get(dataId).references++;
  }
  override disposeData(dataId: object, force = false): boolean {
    if (!this.#entries.has(dataId)) return true;
    const found = this.#entries.get(dataId);
    if (--found.references > 0 && !force) return false;
    this.#entries.delete(dataId);
    this.release(found.entry);
    return true;
  }
  override numDataIds(): number {
    return this.#entries.numDataIds();
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override timerAvailable(): boolean {
    return false;
  }
}
