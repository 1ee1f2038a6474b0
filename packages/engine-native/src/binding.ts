/** What the addon calls a tensor that it holds: a number, a shape and TensorFlow's number of a type. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** An attribute of an operation; `type` is one of the binding's `TF_ATTR_*`. */
export interface NativeAttribute {
  name: string;
  type: number;
  value: boolean | number | object | string | number[];
}

/** Values on their way into TensorFlow. Strings travel as bytes, one array an element. */
export type NativeValues = Float32Array | Int32Array | Uint8Array | Uint8Array[] | BigInt64Array;

/**
 * The functions of the addon of `@tensorflow/tfjs-node` 4.22, as its C++ exports them.
 * Tensors are plain numbers here: who creates one or is given one deletes it.
 */
export interface NativeBinding {
  createTensor(shape: number[], dtype: number, values: NativeValues): number;
  deleteTensor(id: number): void;
  /** Strings come back as an array of byte arrays. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: NativeAttribute[], inputs: number[], outputs: number): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(model: number): void;
  /** Names of nodes are joined by commas. */
  runSavedModel(model: number, inputs: number[], inputNames: string, outputNames: string): NativeTensor[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_COMPLEX64: number;
  readonly TF_STRING: number;
  readonly TF_RESOURCE: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_RESOURCE: number;
  readonly TF_Version: string;
}
