import protobuf from "protobufjs";

type Field = readonly [id: number, type: string, rule?: "repeated"];

const message = (fields: Readonly<Record<string, Field>>) => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, rule]]) => [name, { id, type, ...(rule ? { rule } : {}) }]),
  ),
});

/** The messages of the ONNX format that a forward pass uses, with the numbers of its public definition (onnx/onnx.proto). */
const root = protobuf.Root.fromJSON({
  nested: {
    Dimension: message({ dimValue: [1, "int64"], dimParam: [2, "string"] }),
    Shape: message({ dim: [1, "Dimension", "repeated"] }),
    TensorType: message({ elemType: [1, "int32"], shape: [2, "Shape"] }),
    Type: message({ tensorType: [1, "TensorType"] }),
    ValueInfo: message({ name: [1, "string"], type: [2, "Type"], docString: [3, "string"] }),
    Tensor: message({
      dims: [1, "int64", "repeated"],
      dataType: [2, "int32"],
      name: [8, "string"],
      rawData: [9, "bytes"],
    }),
    Attribute: message({
      name: [1, "string"],
      f: [2, "float"],
      i: [3, "int64"],
      s: [4, "bytes"],
      ints: [8, "int64", "repeated"],
      type: [20, "int32"],
    }),
    Node: message({
      input: [1, "string", "repeated"],
      output: [2, "string", "repeated"],
      name: [3, "string"],
      opType: [4, "string"],
      attribute: [5, "Attribute", "repeated"],
    }),
    Graph: message({
      node: [1, "Node", "repeated"],
      name: [2, "string"],
      initializer: [5, "Tensor", "repeated"],
      input: [11, "ValueInfo", "repeated"],
      output: [12, "ValueInfo", "repeated"],
    }),
    OperatorSet: message({ domain: [1, "string"], version: [2, "int64"] }),
    Property: message({ key: [1, "string"], value: [2, "string"] }),
    Model: message({
      irVersion: [1, "int64"],
      producerName: [2, "string"],
      docString: [6, "string"],
      graph: [7, "Graph"],
      opsetImport: [8, "OperatorSet", "repeated"],
      metadataProps: [14, "Property", "repeated"],
    }),
  },
});

/** Bytes of an ONNX `ModelProto`. */
export const encodeModel = (value: object): Uint8Array => root.lookupType("Model").encode(value).finish();
