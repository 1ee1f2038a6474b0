import { LiftError, type HostTensor } from "@liftjs/contracts";
import { fileSize, readFileRange } from "../files/file-range.js";
import { decodeNumbers, toFloat32, type NumberArray, type NumberType } from "../numbers/number-types.js";
import { checkSums } from "./checksum.js";
import { headerLength, parseHeader, type SafetensorsHeader, type StoredTensor } from "./header.js";

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

const STRETCH_BYTES = 8 * 2 ** 20;

function* stretches(source: ByteSource, from: number): Generator<Uint8Array> {
  for (let at = from; at < source.bytes; at += STRETCH_BYTES)
    yield source.readAt(at, Math.min(STRETCH_BYTES, source.bytes - at));
}

function verified(where: string, header: SafetensorsHeader, source: ByteSource, dataStart: number): void {
  const rows = [...header.tensors].map(([name, { type, shape, offset, bytes }]) => ({
    name,
    type,
    shape,
    begin: offset - dataStart,
    bytes,
  }));
  checkSums(where, rows, header.metadata, stretches(source, dataStart));
}

export interface ReadSafetensorsOptions {
  /** Read the whole file once and compare it with the sums that `writeSafetensors(…, { checksum: true })` keeps in it. */
  readonly verify?: boolean;
}

/**
 * Open a safetensors file, or its bytes. Only the header is read; tensors come when asked for.
 * Offsets outside of the file, overlaps, gaps and headers over 32 MiB, 3 levels or 2,000,000 values are refused, so what is read is what was
 * written and no tensor takes more than the file has: as float32 at most 4 bytes for each of its bytes.
 * @throws LiftError `FORMAT` when it is not a sound safetensors file, or is to be verified and is not what was written; `IO` when it cannot be opened
 */
export function readSafetensors(
  source: string | Uint8Array,
  { verify = false }: ReadSafetensorsOptions = {},
): SafetensorsFile {
  const bytes = typeof source === "string" ? fileSource(source) : memorySource(source);
  const length = headerLength(bytes.readAt(0, Math.min(8, bytes.bytes)), bytes.bytes);
  const header = parseHeader(bytes.readAt(8, length), bytes.bytes);
  if (verify) verified(typeof source === "string" ? `"${source}"` : "the safetensors file", header, bytes, 8 + length);
  return new OpenedSafetensors(header.metadata, header.tensors, bytes);
}
