import { LiftError, type HostTensor } from "@liftjs/contracts";
import { float32ToFloat16 } from "@liftjs/tensor-files";
import { sizeOf } from "../program-checks.js";
import { onnxTypeNumber } from "./forms/elementwise.js";
import { encodeModel } from "./messages.js";
import { BATCH, type OpenGraph, type OpenPort } from "./open-batch.js";
import type { OnnxAttribute, OnnxConstant, OnnxNode } from "./recorder.js";

/** The set of operators that the graph is written in; 18 is the first whose reductions all take their axes as an input. */
export const OPSET = 18;
/** The version of the file format that came with that set. */
const IR_VERSION = 8;
const FLOAT16 = 10;
/** Largest finite number of half precision. */
const HALF_MAX = 65_504;
/** Protocol buffers end here. */
const MOST_BYTES = 2 ** 31 - 1;

/** Kinds of attributes by the format's numbers. */
function attributeMessage(name: string, value: OnnxAttribute): object {
  if ("int" in value) return { name, i: value.int, type: 2 };
  if ("ints" in value) return { name, ints: value.ints, type: 7 };
  if ("float" in value) return { name, f: value.float, type: 1 };
  return { name, s: new TextEncoder().encode(value.text), type: 3 };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const floats = (values: ArrayLike<number>): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values);

/** Numbers beyond half precision become its largest. */
const halves = (values: ArrayLike<number>): Uint16Array =>
  float32ToFloat16(floats(values).map((v) => Math.min(HALF_MAX, Math.max(-HALF_MAX, v))));

const encoders: Readonly<Record<OnnxConstant["dtype"], (values: ArrayLike<number>) => ArrayBufferView>> = {
  float32: floats,
  int32: (values) => Int32Array.from(values),
  int64: (values) => BigInt64Array.from(Array.from(values, BigInt)),
  bool: (values) => Uint8Array.from(values),
};

const tensorMessage = ({ name, dtype, shape, values }: OnnxConstant): object => ({
  name,
  dims: shape,
  dataType: onnxTypeNumber[dtype],
  rawData: bytesOf(encoders[dtype](values)),
});

const nodeMessage = ({ operation, inputs, outputs, attributes }: OnnxNode, index: number): object => ({
  name: `${operation}.${index}`,
  opType: operation,
  input: inputs,
  output: outputs,
  attribute: Object.entries(attributes).map(([name, value]) => attributeMessage(name, value)),
});

const portMessage = ({ name, shape, dtype }: OpenPort): object => ({
  name,
  type: {
    tensorType: {
      elemType: onnxTypeNumber[dtype],
      shape: { dim: shape.map((size) => (size === BATCH ? { dimParam: BATCH } : { dimValue: size })) },
    },
  },
});

/** A weight that is stored in half precision, and the node that makes it float32 again. */
function stored({ name, shape, values }: OnnxConstant): { readonly tensor: object; readonly node: OnnxNode } {
  const half = `${name}.float16`;
  const attributes = { to: { int: onnxTypeNumber.float32 } };
  return {
    tensor: { name: half, dims: shape, dataType: FLOAT16, rawData: bytesOf(halves(values)) },
    node: { operation: "Cast", inputs: [half], outputs: [name], attributes },
  };
}

/** The values that nodes take in; a pass may read others and leave them alone. */
function weightsOf(
  values: Readonly<Record<string, HostTensor>>,
  { nodes }: OpenGraph,
  state: ReadonlySet<string>,
): OnnxConstant[] {
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return [...state]
    .filter((name) => used.has(name))
    .map((name) => {
      const value = values[name];
      if (!value)
        throw new LiftError("WEIGHTS", `the forward pass reads "${name}", which is not among the given values`);
      return { name, dtype: "float32", shape: value.shape, values: value.data };
    });
}

/** What stands in an ONNX file beside its graph. */
export interface OnnxText {
  readonly name: string;
  /** For people. */
  readonly description: string;
  /** For programs: keys and values. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The bytes of an ONNX file.
 * @param state names of the values that the graph reads
 * @param half whether weights are stored in half precision; they are float32 again before anything is computed
 * @throws LiftError `WEIGHTS` for a value that is not given, `ENGINE` where the file would pass 2 GiB
 */
export function encodeGraph(
  graph: OpenGraph,
  state: ReadonlySet<string>,
  values: Readonly<Record<string, HostTensor>>,
  text: OnnxText,
  half: boolean,
): Uint8Array {
  const weights = weightsOf(values, graph, state);
  const bytes = weights.reduce((sum, { shape }) => sum + sizeOf(shape) * (half ? 2 : 4), 0);
  if (bytes > MOST_BYTES - 2 ** 24)
    throw new LiftError(
      "ENGINE",
      `the weights take ${bytes} bytes, and an ONNX file ends at 2 GiB; write it in float16 or take a smaller backbone`,
    );
  const { nodes, constants, inputs, outputs } = graph;
  const halved = half ? weights.map(stored) : [];
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: "liftjs",
    docString: text.description,
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: Object.entries(text.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: text.name,
      node: [...halved.map(({ node }) => node), ...nodes].map(nodeMessage),
      initializer: [
        ...(half ? halved.map(({ tensor }) => tensor) : weights.map(tensorMessage)),
        ...constants.map(tensorMessage),
      ],
      input: inputs.map(portMessage),
      output: outputs.map(portMessage),
    },
  });
}
