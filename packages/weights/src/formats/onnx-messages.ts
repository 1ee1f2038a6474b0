import protobuf from "protobufjs";

/** What ONNX's messages hold of weights and their names; other fields are skipped. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly type: number;
  readonly name: string;
  /** Values by the field that they stand in; at most one has any. Bytes are views of the file. */
  readonly values: readonly number[];
  readonly raw: Uint8Array;
  readonly floats: readonly Uint8Array[];
  readonly doubles: readonly Uint8Array[];
  /** 1 when the values are in another file. */
  readonly location: number;
}
export interface OnnxNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly op: string;
  /** Whether its second input is `[out, in]`. */
  readonly transB: boolean;
}
export interface OnnxModel {
  readonly producer: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

/** Messages, texts and runs of numbers that a file may hold; each takes up to 100 bytes of memory. */
const MAX_ITEMS = 4_000_000;
/** Numbers of no fixed width, which take 8 bytes each; raw tensors and runs of floats stay in the file's bytes. */
const MAX_NUMBERS = 16_000_000;
const MAX_NAME_BYTES = 4096;

type Fields = Readonly<Record<number, (wire: Wire, wireType: number) => void>>;

/** Reads messages field by field and counts what it makes. */
class Wire {
  #left = MAX_ITEMS;
  #numbersLeft = MAX_NUMBERS;
  readonly reader: protobuf.Reader;
  constructor(readonly bytes: Uint8Array) {
    this.reader = protobuf.Reader.create(bytes);
  }

  spend(items: number): void {
    this.#left -= items;
    if (this.#left < 0) throw new RangeError(`it has more than ${MAX_ITEMS} messages and names`);
  }
  /** A message up to byte `end`; fields without an entry are skipped. */
  fields(end: number, known: Fields): void {
    if (end > this.reader.len) throw new RangeError("a message ends beyond the file");
    while (this.reader.pos < end) {
      const tag = this.reader.uint32();
      const read = known[tag >>> 3];
      if (read) read(this, tag & 7);
      else this.reader.skipType(tag & 7);
    }
    if (this.reader.pos !== end) throw new RangeError("a field ends beyond its message");
  }
  message(known: Fields): void {
    this.spend(1);
    const length = this.reader.uint32();
    this.fields(this.reader.pos + length, known);
  }
  text(): string {
    this.spend(1);
    const bytes = this.reader.bytes();
    if (bytes.byteLength > MAX_NAME_BYTES) throw new RangeError(`a name has ${bytes.byteLength} bytes`);
    return new TextDecoder().decode(bytes);
  }
  /** Numbers of a repeated field: one, or packed into a run. */
  numbers(into: number[], wireType: number, read: (reader: protobuf.Reader) => number): void {
    const { reader } = this;
    const end = wireType === 2 ? reader.uint32() + reader.pos : reader.pos + 1;
    if (end > reader.len) throw new RangeError("a run of numbers ends beyond the file");
    this.spend(1);
    while (reader.pos < end) {
      if (this.#numbersLeft-- === 0)
        throw new RangeError(`it has more than ${MAX_NUMBERS} numbers outside of raw tensors`);
      into.push(read(reader));
    }
  }
  /** A run of numbers of a fixed width, or one of them. */
  fixed(into: Uint8Array[], wireType: number, width: number): void {
    this.spend(1);
    const length = wireType === 2 ? this.reader.uint32() : width;
    const from = this.reader.pos;
    this.reader.skip(length);
    into.push(this.bytes.subarray(from, from + length));
  }
}

const int64 = (reader: protobuf.Reader): number => protobuf.util.LongBits.from(reader.int64()).toNumber(false);
const run =
  (into: number[], read: (reader: protobuf.Reader) => number) =>
  (wire: Wire, wireType: number): void =>
    wire.numbers(into, wireType, read);

function readTensor(wire: Wire): OnnxTensor {
  const [dims, values]: [number[], number[]] = [[], []];
  const [floats, doubles]: [Uint8Array[], Uint8Array[]] = [[], []];
  const raw: Uint8Array = new Uint8Array(0);
  const tensor = { dims, values, floats, doubles, type: 0, name: "", raw, location: 0 };
  wire.message({
    1: run(dims, int64),
    2: ({ reader }) => void (tensor.type = reader.int32()),
    4: (w, wireType) => w.fixed(floats, wireType, 4),
    5: run(values, (reader) => reader.int32()),
    7: run(values, int64),
    8: (w) => void (tensor.name = w.text()),
    9: ({ reader }) => void (tensor.raw = reader.bytes()),
    10: (w, wireType) => w.fixed(doubles, wireType, 8),
    14: ({ reader }) => void (tensor.location = reader.int32()),
  });
  return tensor;
}

function readNode(wire: Wire): OnnxNode {
  const node = { input: [] as string[], output: [] as string[], name: "", op: "", transB: false };
  wire.message({
    1: (w) => void node.input.push(w.text()),
    2: (w) => void node.output.push(w.text()),
    3: (w) => void (node.name = w.text()),
    4: (w) => void (node.op = w.text()),
    5: (w) => {
      const attribute = { name: "", i: 0 };
      w.message({
        1: (inner) => void (attribute.name = inner.text()),
        3: ({ reader }) => void (attribute.i = int64(reader)),
      });
      if (attribute.name === "transB") node.transB = attribute.i !== 0;
    },
  });
  return node;
}

/**
 * Decode a model: at most 4,000,000 messages, names and runs of numbers, and 16,000,000 numbers of no fixed width; raw tensors and floats are
 * views of `bytes`.
 * @throws RangeError, or whatever protobufjs throws on damaged bytes
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const [nodes, initializers]: [OnnxNode[], OnnxTensor[]] = [[], []];
  const producer = { name: "", version: "" };
  const wire = new Wire(bytes);
  wire.fields(bytes.byteLength, {
    2: (w) => void (producer.name = w.text()),
    3: (w) => void (producer.version = w.text()),
    7: (w) =>
      w.message({
        1: (graph) => void nodes.push(readNode(graph)),
        5: (graph) => void initializers.push(readTensor(graph)),
      }),
  });
  return { producer: `${producer.name} ${producer.version}`.trim(), nodes, initializers };
}
