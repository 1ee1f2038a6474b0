import protobuf from "protobufjs";

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });

/** The part of ONNX's messages that weights and their names need; other fields are skipped. */
const schema = {
  nested: {
    Model: { fields: { producer: field("string", 2), producerVersion: field("string", 3), graph: field("Graph", 7) } },
    Graph: { fields: { node: repeated("Node", 1), initializer: repeated("Tensor", 5) } },
    Node: {
      fields: {
        input: repeated("string", 1),
        output: repeated("string", 2),
        name: field("string", 3),
        op: field("string", 4),
        attribute: repeated("Attribute", 5),
      },
    },
    Attribute: { fields: { name: field("string", 1), i: field("int64", 3), t: field("Tensor", 5) } },
    Tensor: {
      fields: {
        dims: repeated("int64", 1), type: field("int32", 2), floats: repeated("float", 4), int32s: repeated("int32", 5), int64s: repeated("int64", 7),
        name: field("string", 8), raw: field("bytes", 9), doubles: repeated("double", 10), location: field("int32", 14),
      }, // prettier-ignore
    },
  },
};

export interface OnnxTensor {
  readonly dims: readonly unknown[];
  readonly type: number;
  readonly floats: readonly number[];
  readonly int32s: readonly number[];
  readonly int64s: readonly unknown[];
  readonly doubles: readonly number[];
  readonly name: string;
  readonly raw: Uint8Array;
  /** 1 when the values are in another file. */
  readonly location: number;
}
export interface OnnxNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly op: string;
  readonly attribute: readonly { readonly name: string; readonly i: unknown; readonly t: OnnxTensor | null }[];
}
export interface OnnxModel {
  readonly producer: string;
  readonly producerVersion: string;
  readonly graph: { readonly node: readonly OnnxNode[]; readonly initializer: readonly OnnxTensor[] } | null;
}

let modelType: protobuf.Type | null = null;

/** Decode a model; throws whatever protobufjs throws on damaged bytes. */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  modelType ??= protobuf.Root.fromJSON(schema).lookupType("Model");
  return modelType.decode(bytes) as unknown as OnnxModel;
}
