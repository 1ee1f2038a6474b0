import { LiftError, type HostTensor } from "@liftjs/contracts";
import { fileSize, readFileRange } from "../files/file-range.js";
import { decodeNumbers, toFloat32, type NumberArray, type NumberType } from "../numbers/number-types.js";
import { headerLength, parseHeader, type StoredTensor } from "./header.js";

/** A tensor in the type of the file; F16 and BF16 come as float32. */
export interface TypedTensor {
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

/** An opened safetensors file: the header is in memory, each tensor is read when asked for. */
export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  names(): string[];
  shape(name: string): readonly number[];
  type(name: string): NumberType;
  /** Values as float32, whatever the file's type. */
  read(name: string): HostTensor;
  /** Values in the file's own type, as labels and indices need them. */
  typed(name: string): TypedTensor;
}

/** Something that bytes are read from at a position. */
interface ByteSource {
  readonly bytes: number;
  readAt(offset: number, length: number): Uint8Array;
}

const fileSource = (path: string): ByteSource => ({
  bytes: fileSize(path),
  readAt: (offset, length) => readFileRange(path, offset, length),
});

const memorySource = (bytes: Uint8Array): ByteSource => ({
  bytes: bytes.byteLength,
  readAt: (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)),
});

class OpenedSafetensors implements SafetensorsFile {
  constructor(
    readonly metadata: Readonly<Record<string, string>>,
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
    private readonly source: ByteSource,
  ) {}
  names(): string[] {
    return [...this.tensors.keys()];
  }
  shape(name: string): readonly number[] {
    return this.#stored(name).shape;
  }
  type(name: string): NumberType {
    return this.#stored(name).type;
  }
  read(name: string): HostTensor {
    const { shape, data } = this.typed(name);
    return { shape, data: toFloat32(data) };
  }
  typed(name: string): TypedTensor {
    const { type, shape, offset, bytes } = this.#stored(name);
    return { type, shape, data: decodeNumbers(type, this.source.readAt(offset, bytes)) };
  }
  #stored(name: string): StoredTensor {
    const stored = this.tensors.get(name);
    if (!stored)
      throw new LiftError(
        "WEIGHTS",
        `the safetensors file has no tensor "${name}"; it has ${this.tensors.size}: ${this.names().slice(0, 8).join(", ")}${this.tensors.size > 8 ? ", …" : ""}`,
      );
    return stored;
  }
}

/**
 * Open a safetensors file, or its bytes. Only the header is read; tensors come when asked for.
 * Offsets outside of the file, overlaps, gaps and headers over 100 MB are refused, so what is read is what was written.
 * @throws LiftError `FORMAT` when it is not a sound safetensors file, `IO` when it cannot be opened
 */
export function readSafetensors(source: string | Uint8Array): SafetensorsFile {
  const bytes = typeof source === "string" ? fileSource(source) : memorySource(source);
  const length = headerLength(bytes.readAt(0, Math.min(8, bytes.bytes)), bytes.bytes);
  const { tensors, metadata } = parseHeader(bytes.readAt(8, length), bytes.bytes);
  return new OpenedSafetensors(metadata, tensors, bytes);
}
