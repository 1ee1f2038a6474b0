import { refusePickle } from "./values.js";

const MAX_LINE_BYTES = 65_536;
const utf8 = new TextDecoder();

/** Reads numbers and texts from the bytes of a pickle, never beyond their end. */
export class ByteReader {
  #at = 0;
  readonly #view: DataView;
  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  take(length: number): Uint8Array {
    const from = this.#advance(length);
    return this.bytes.subarray(from, from + length);
  }
  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }
  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }
  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }
  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }
  text(length: number): string {
    return utf8.decode(this.take(length));
  }
  /** Text up to the end of the line, which is taken too. */
  line(): string {
    const end = this.bytes.subarray(this.#at, this.#at + MAX_LINE_BYTES).indexOf(10);
    if (end < 0) return refusePickle("a line does not end");
    const text = this.text(end);
    this.#advance(1);
    return text;
  }
  /** A whole number of any size, two's complement, lowest byte first. */
  long(length: number): number | bigint {
    if (length > 1024) return refusePickle(`a number has ${length} bytes`);
    const hex = [...this.take(length)].reverse().map((byte) => byte.toString(16).padStart(2, "0")).join(""); // prettier-ignore
    const value = BigInt.asIntN(8 * length, BigInt(`0x${hex || "0"}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  #advance(length: number): number {
    const from = this.#at;
    if (!(from + length <= this.bytes.byteLength)) return refusePickle("it ends too early");
    this.#at = from + length;
    return from;
  }
}
