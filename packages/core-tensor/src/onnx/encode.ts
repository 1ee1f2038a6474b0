import { LiftError, sizeOf, type HostTensor } from "@liftjs/contracts";
import { float32ToFloat16 } from "@liftjs/tensor-files";
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

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBufferLike>): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const floats = (values: ArrayLike<number>): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values);

/** Numbers beyond half precision, such as a mask's −10⁹, become its largest. */
const halves = (values: ArrayLike<number>): Uint16Array =>
  float32ToFloat16(floats(values).map((v) => Math.min(HALF_MAX, Math.max(-HALF_MAX, v))));

const encoders: Readonly<Record<OnnxConstant["dtype"], (values: ArrayLike<number>) => ArrayBufferView>> = {
  float32: floats,
  int32: (values) => Int32Array.from(values),
  int64: (values) => BigInt64Array.from(Array.from(values, BigInt)),
  bool: (values) => Uint8Array.from(values),
};

/** How a graph is written at one precision. */
class Writer {
  constructor(readonly half: boolean) {}

  tensor({ name, dtype, shape, values }: OnnxConstant): object {
    const short = this.half && dtype === "float32";
    return {
      name,
      dims: shape,
      dataType: short ? FLOAT16 : onnxTypeNumber[dtype],
      rawData: bytesOf(short ? halves(values) : encoders[dtype](values)),
    };
  }

  node(node: OnnxNode, index: number): object {
    const { operation, inputs, outputs, attributes } = node;
    const own = Object.entries(attributes).map(([name, value]) => {
      const toFloat = operation === "Cast" && "int" in value && value.int === onnxTypeNumber.float32;
      return attributeMessage(name, this.half && toFloat ? { int: FLOAT16 } : value);
    });
    return { name: `${operation}.${index}`, opType: operation, input: inputs, output: outputs, attribute: own };
  }
}

const portMessage = ({ name, shape, dtype }: OpenPort): object => ({
  name,
  type: {
    tensorType: {
      elemType: onnxTypeNumber[dtype],
      shape: { dim: shape.map((size) => (size === BATCH ? { dimParam: BATCH } : { dimValue: size })) },
    },
  },
});

const inside = (name: string): string => `half.${name}`;

/** A graph whose inside is half precision: what enters and leaves stays float32. */
function halved(graph: OpenGraph): OpenGraph {
  const named = (ports: readonly OpenPort[]): Set<string> =>
    new Set(ports.filter(({ dtype }) => dtype === "float32").map(({ name }) => name));
  const [inputs, outputs] = [named(graph.inputs), named(graph.outputs)];
  const rename = (name: string): string => (inputs.has(name) || outputs.has(name) ? inside(name) : name);
  const cast = (from: string, to: string, type: number): OnnxNode => ({
    operation: "Cast",
    inputs: [from],
    outputs: [to],
    attributes: { to: { int: type } },
  });
  return {
    ...graph,
    nodes: [
      ...[...inputs].map((name) => cast(name, inside(name), FLOAT16)),
      ...graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) })),
    ],
  };
}

/** Casts back to float32 at the end of a graph in half precision. */
const restored = (graph: OpenGraph): object[] =>
  graph.outputs
    .filter(({ dtype }) => dtype === "float32")
    .map(({ name }) => ({
      name: `Cast.${name}`,
      opType: "Cast",
      input: [inside(name)],
      output: [name],
      attribute: [attributeMessage("to", { int: onnxTypeNumber.float32 })],
    }));

function weightsOf(values: Readonly<Record<string, HostTensor>>, used: ReadonlySet<string>): OnnxConstant[] {
  return [...used].map((name) => {
    const value = values[name];
    if (!value) throw new LiftError("WEIGHTS", `the forward pass reads "${name}", which is not among the given values`);
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
 * @throws LiftError `WEIGHTS` for a value that is not given, `ENGINE` where the file would pass 2 GiB
 */
export function encodeGraph(
  graph: OpenGraph,
  state: ReadonlySet<string>,
  values: Readonly<Record<string, HostTensor>>,
  text: OnnxText,
  half: boolean,
): Uint8Array {
  const writer = new Writer(half);
  const weights = weightsOf(values, state);
  const bytes = weights.reduce((sum, { shape }) => sum + sizeOf(shape) * (half ? 2 : 4), 0);
  if (bytes > MOST_BYTES - 2 ** 24)
    throw new LiftError(
      "ENGINE",
      `the weights take ${bytes} bytes, and an ONNX file ends at 2 GiB; write it in float16 or take a smaller backbone`,
    );
  const { nodes, constants, inputs, outputs } = half ? halved(graph) : graph;
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: "liftjs",
    docString: text.description,
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: Object.entries(text.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: text.name,
      node: [...nodes.map((node, i) => writer.node(node, i)), ...(half ? restored(graph) : [])],
      initializer: [...weights, ...constants].map((constant) => writer.tensor(constant)),
      input: inputs.map(portMessage),
      output: outputs.map(portMessage),
    },
  });
}
