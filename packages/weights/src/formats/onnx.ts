import { readFileSync } from "node:fs";
import { LiftError } from "@liftjs/contracts";
import { countOf, decodeNumbers, fileSize, toFloat32, type NumberType } from "@liftjs/tensor-files";
import { weightFile, type LazyTensor, type WeightFile } from "../weight-file.js";
import { nameInitializers, type OnnxName } from "./onnx-names.js";
import { decodeModel, type OnnxModel, type OnnxTensor } from "./onnx-messages.js";

/** ONNX's numbers of types. */
const types: Readonly<Record<number, NumberType>> = {
  1: "F32",
  2: "U8",
  3: "I8",
  4: "U16",
  5: "I16",
  6: "I32",
  7: "I64",
  9: "BOOL",
  10: "F16",
  11: "F64",
  12: "U32",
  13: "U64",
  16: "BF16",
};
/** protobuf's own limit. */
const MAX_BYTES = 2 ** 31;

function parse(path: string): OnnxModel {
  const bytes = fileSize(path);
  if (bytes > MAX_BYTES)
    throw new LiftError("FORMAT", `"${path}" has ${bytes} bytes; an ONNX file has less than ${MAX_BYTES}`);
  try {
    return decodeModel(readFileSync(path));
  } catch (cause) {
    throw new LiftError("FORMAT", `"${path}" is no sound ONNX file: ${(cause as Error).message}`, { path }, { cause });
  }
}

const halfBits = (type: NumberType, ints: readonly number[]): Float32Array => {
  const bits = Uint16Array.from(ints);
  return toFloat32(decodeNumbers(type, new Uint8Array(bits.buffer)));
};

/** Values of a tensor from whichever of its fields has them. */
function valuesOf({ raw, floats, doubles, values }: OnnxTensor, type: NumberType): Float32Array {
  if (raw.byteLength) return toFloat32(decodeNumbers(type, raw));
  if (floats.length) return toFloat32(decodeNumbers("F32", Buffer.concat(floats)));
  if (doubles.length) return toFloat32(decodeNumbers("F64", Buffer.concat(doubles)));
  return type === "F16" || type === "BF16" ? halfBits(type, values) : Float32Array.from(values);
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  // Never NaN: rows · columns is the number of values, as `lazyOf` has checked.
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j] ?? NaN;
  return out;
}

function lazyOf(tensor: OnnxTensor, name: string, transposed: boolean): LazyTensor {
  const shape = tensor.dims;
  const count = countOf(shape, name);
  const load = (): Float32Array => {
    const type = types[tensor.type];
    if (!type) throw new LiftError("FORMAT", `tensor "${name}" has ONNX type ${tensor.type}, which is not read here`);
    if (tensor.location === 1)
      throw new LiftError(
        "FORMAT",
        `tensor "${name}" lies in a file of its own; save the ONNX model with its data inside`,
      );
    const values = valuesOf(tensor, type);
    if (values.length !== count)
      throw new LiftError("FORMAT", `tensor "${name}" of shape [${shape.join(", ")}] has ${values.length} values`);
    return values;
  };
  const [rows, columns, ...more] = shape;
  if (!transposed || rows === undefined || columns === undefined || more.length) return { shape, load };
  return { shape: [columns, rows], load: () => transpose(load(), rows, columns) };
}

/**
 * The initialisers of an ONNX model. Weights of linear layers, which exporters rename and transpose, get their own name and
 * PyTorch's layout back by what the graph does with them. The graph itself is not run.
 * The file is below 2 GiB and is held in memory; beside it at most 4,000,000 messages and names of 4 KiB and 16,000,000 numbers outside of raw tensors are made.
 * @throws LiftError `FORMAT` when it is no sound ONNX file or has more, or two tensors come to the same name
 */
export function onnxFile(path: string): WeightFile {
  const { nodes, initializers, producer } = parse(path);
  if (!initializers.length)
    throw new LiftError(
      "FORMAT",
      `"${path}" has no ONNX graph with initialisers; it is another kind of file, or the weights are elsewhere`,
    );
  const given = nameInitializers(nodes);
  const tensors = new Map<string, LazyTensor>();
  for (const tensor of initializers) {
    const { name, transposed }: OnnxName = given.get(tensor.name) ?? { name: tensor.name, transposed: false };
    if (tensors.has(name)) throw new LiftError("FORMAT", `"${path}" has two tensors that come to the name "${name}"`);
    tensors.set(name, lazyOf(tensor, name, transposed));
  }
  return weightFile("onnx", tensors, { producer });
}
