import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attribute } from "../kernels/attributes.js";
import { dataTypeNumber } from "../native/data-types.js";
import type { ConstantAttribute, RecordedNode } from "./graph-recorder.js";
import { encodeSavedModel } from "./messages.js";

/** A version of TensorFlow's graph format that all operations of the kernel table exist in, none of them deprecated. */
const GRAPH_VERSION = 1087;
export const SAVED_MODEL_TAG = "serve";

const shapeMessage = (shape: readonly number[]): object => ({ dim: shape.map((size) => ({ size })) });

function attributeMessage(attribute: Attribute | ConstantAttribute): object {
  if ("type" in attribute) return { type: dataTypeNumber[attribute.type] };
  if ("int" in attribute) return { i: attribute.int };
  if ("ints" in attribute) return { list: { i: attribute.ints } };
  if ("float" in attribute) return { f: attribute.float };
  if ("flag" in attribute) return { b: attribute.flag };
  if ("text" in attribute) return { s: new TextEncoder().encode(attribute.text) };
  if ("shape" in attribute) return { shape: shapeMessage(attribute.shape) };
  const { dtype, shape, content } = attribute.tensor;
  return { tensor: { dtype: dataTypeNumber[dtype], tensorShape: shapeMessage(shape), tensorContent: content } };
}

const nodeMessage = ({ name, operation, inputs, attributes }: RecordedNode): object => ({
  name,
  op: operation,
  input: inputs,
  attr: Object.fromEntries(Object.entries(attributes).map(([key, attribute]) => [key, attributeMessage(attribute)])),
});

/** A graph as the bytes of a `saved_model.pb` without variables. */
export const savedModelBytes = (nodes: readonly RecordedNode[]): Uint8Array =>
  encodeSavedModel({
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: [SAVED_MODEL_TAG] },
        graphDef: { node: nodes.map(nodeMessage), versions: { producer: GRAPH_VERSION } },
      },
    ],
  });

/** Write a SavedModel into a folder of its own, hand the folder to `load`, and remove it. */
export function withSavedModel<T>(nodes: readonly RecordedNode[], load: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "liftjs-graph-"));
  try {
    writeFileSync(join(folder, "saved_model.pb"), savedModelBytes(nodes));
    return load(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
