import protobuf from "protobufjs";

type Fields = Record<string, [id: number, type: string, rule?: "repeated"]>;

const message = (fields: Fields, maps: Record<string, [id: number, type: string]> = {}) => ({
  fields: {
    ...Object.fromEntries(
      Object.entries(fields).map(([name, [id, type, rule]]) => [name, { id, type, ...(rule ? { rule } : {}) }]),
    ),
    ...Object.fromEntries(Object.entries(maps).map(([name, [id, type]]) => [name, { id, type, keyType: "string" }])),
  },
});

/** One of these at a time; a member that is set is written even where it is false or zero. */
const attributeValue = message({
  list: [1, "List"],
  s: [2, "bytes"],
  i: [3, "int64"],
  f: [4, "float"],
  b: [5, "bool"],
  type: [6, "int32"],
  shape: [7, "Shape"],
  tensor: [8, "Tensor"],
});

/**
 * The messages of TensorFlow's SavedModel format that a graph of ours uses, with the numbers of its public definitions
 * (tensorflow/core/protobuf/{saved_model,meta_graph}.proto, tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,versions}.proto).
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Dim: message({ size: [1, "int64"] }),
    Shape: message({ dim: [2, "Dim", "repeated"] }),
    Tensor: message({ dtype: [1, "int32"], tensorShape: [2, "Shape"], tensorContent: [4, "bytes"] }),
    List: message({ i: [3, "int64", "repeated"] }),
    Attr: { ...attributeValue, oneofs: { value: { oneof: Object.keys(attributeValue.fields) } } },
    Node: message(
      { name: [1, "string"], op: [2, "string"], input: [3, "string", "repeated"], device: [4, "string"] },
      { attr: [5, "Attr"] },
    ),
    Versions: message({ producer: [1, "int32"], minConsumer: [2, "int32"] }),
    Graph: message({ node: [1, "Node", "repeated"], versions: [4, "Versions"] }),
    MetaInfo: message({ tags: [4, "string", "repeated"] }),
    MetaGraph: message({ metaInfoDef: [1, "MetaInfo"], graphDef: [2, "Graph"] }),
    SavedModel: message({ savedModelSchemaVersion: [1, "int64"], metaGraphs: [2, "MetaGraph", "repeated"] }),
  },
});

/** Bytes of a `SavedModel` message. */
export const encodeSavedModel = (value: object): Uint8Array => root.lookupType("SavedModel").encode(value).finish();
