import type { HostTensors } from "@liftjs/contracts";
import { ensureOnnxBackend } from "../native/backends.js";
import type { ProgramDefinition } from "../program.js";
import { encodeGraph, type OnnxText } from "./encode.js";
import { BATCHES, openBatch } from "./open-batch.js";
import { recordOnnx } from "./record.js";

/** A forward pass to be written as ONNX. */
export interface OnnxSource {
  /** The same Program for batches of any size. */
  definition(batch: number): ProgramDefinition;
  /** The entry's name; its inputs' and outputs' names become the graph's. */
  readonly entry: string;
  /** Values of the state that the entry reads. */
  readonly values: HostTensors;
  readonly text: OnnxText;
  /** What weights are stored in; everything is computed in float32. Default float32. */
  readonly precision?: "float32" | "float16";
}

/**
 * A forward pass as an ONNX file: opset 18, any number of images, weights as initialisers under their own names.
 * The entry is recorded through the kernel table, as it is for TensorFlow, and nothing is computed. It is recorded at two numbers of
 * images; shapes that differ are computed from the input's.
 * @returns the bytes of the file
 * @throws LiftError `KERNEL` that names an operation without an ONNX form; `ENGINE` where the entry reads values, writes state or draws
 *   random numbers; `WEIGHTS` for a value that is missing
 */
export async function onnxModel({
  definition,
  entry,
  values,
  text,
  precision = "float32",
}: OnnxSource): Promise<Uint8Array> {
  const backend = await ensureOnnxBackend();
  const [first, second] = [
    recordOnnx(backend, definition(BATCHES[0]), entry),
    recordOnnx(backend, definition(BATCHES[1]), entry),
  ];
  return encodeGraph(openBatch(first, second), first.state, values, text, precision === "float16");
}
