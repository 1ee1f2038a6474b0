import { LiftError } from "@liftjs/contracts";

/** Reads little-endian values from bytes and never past their end. */
export class ByteReader {
  position = 0;
  constructor(
    readonly bytes: Buffer,
    readonly what: string,
  ) {}

  fail(reason: string): never {
    throw new LiftError("FORMAT", `${this.what}: ${reason} at byte ${this.position} of ${this.bytes.length}`);
  }
  take(length: number): Buffer {
    if (length < 0 || length > this.bytes.length - this.position) this.fail(`ends in the middle of ${length} bytes`);
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }
  uint8 = (): number => this.take(1).readUInt8();
  uint16 = (): number => this.take(2).readUInt16LE();
  uint32 = (): number => this.take(4).readUInt32LE();
  int32 = (): number => this.take(4).readInt32LE();
  uint64(): number {
    const value = this.take(8).readBigUInt64LE();
    if (value > BigInt(this.bytes.length)) this.fail(`a length of ${value} is longer than the file`);
    return Number(value);
  }
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) this.fail("ends in the middle of a line");
    const text = this.bytes.toString("latin1", this.position, end);
    this.position = end + 1;
    return text;
  }
}
