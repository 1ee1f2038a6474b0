import { ByteReader } from "./byte-reader.js";
import { buildState, PickledGlobal, pickledGlobal } from "./pickle-numpy.js";

/** What a pickle of plain values and NumPy arrays holds. Python 2's `str` and Python 3's `bytes` are Buffers. */
export type Pickled = unknown;

const MARK = Symbol("mark");

class Machine {
  readonly stack: unknown[] = [];
  readonly memo = new Map<number, unknown>();
  constructor(readonly reader: ByteReader) {}

  push(value: unknown): void {
    this.stack.push(value);
  }
  pop(): unknown {
    if (this.stack.length === 0) this.reader.fail("takes a value from an empty stack");
    return this.stack.pop();
  }
  toMark(): unknown[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) this.reader.fail("has no mark");
    return this.stack.splice(at).slice(1);
  }
  top<T>(is: (value: unknown) => value is T, what: string): T {
    const value = this.stack.at(-1);
    return is(value) ? value : this.reader.fail(`expects ${what}`);
  }
  remember(key: number): void {
    this.memo.set(key, this.stack.at(-1));
  }
  recall(key: number): void {
    if (!this.memo.has(key)) this.reader.fail(`recalls value ${key}, which it never kept`);
    this.push(this.memo.get(key));
  }
  tuple(length: number): void {
    const values = Array.from({ length }, () => this.pop());
    this.push(values.reverse());
  }
  global(module: string, name: string): void {
    const found = pickledGlobal(module, name);
    this.push(
      found ??
        this.reader.fail(`names ${module}.${name}, which is not allowed: only NumPy arrays and plain values are read`),
    );
  }
  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    const made = callee instanceof PickledGlobal && Array.isArray(args) ? callee.call?.(args) : null;
    this.push(made ?? this.reader.fail("calls something with arguments that are not understood"));
  }
  setItems(pairs: readonly unknown[]): void {
    const map = this.top((value): value is Map<unknown, unknown> => value instanceof Map, "a dictionary");
    for (let i = 0; i + 1 < pairs.length; i += 2) map.set(keyOf(pairs[i]), pairs[i + 1]);
  }
  append(values: readonly unknown[]): void {
    const list = this.top((value): value is unknown[] => Array.isArray(value), "a list");
    for (const value of values) list.push(value);
  }
}

const keyOf = (key: unknown): unknown => (Buffer.isBuffer(key) ? key.toString("latin1") : key);
const text = (value: unknown): string => (typeof value === "string" ? value : "?");

/** The numeral of LONG1: little-endian two's complement. */
const longOf = (bytes: Buffer): number =>
  bytes.length === 0
    ? 0
    : Number(BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`)));

/** One function per opcode of the protocols 0–5 that data sets use. */
const opcodes: Readonly<Record<number, (m: Machine) => void>> = {
  0x80: (m) => void m.reader.uint8(), // PROTO
  0x95: (m) => void m.reader.uint64(), // FRAME
  0x28: (m) => m.push(MARK),
  0x30: (m) => void m.pop(),
  0x4e: (m) => m.push(null),
  0x88: (m) => m.push(true),
  0x89: (m) => m.push(false),
  0x4b: (m) => m.push(m.reader.uint8()), // BININT1
  0x4d: (m) => m.push(m.reader.uint16()), // BININT2
  0x4a: (m) => m.push(m.reader.int32()), // BININT
  0x8a: (m) => m.push(longOf(m.reader.take(m.reader.uint8()))), // LONG1
  0x49: (m) => m.push(intOf(m.reader.line())), // INT
  0x4c: (m) => m.push(Number(m.reader.line().replace(/L$/, ""))), // LONG
  0x47: (m) => m.push(m.reader.take(8).readDoubleBE()), // BINFLOAT
  0x55: (m) => m.push(m.reader.take(m.reader.uint8())), // SHORT_BINSTRING
  0x54: (m) => m.push(m.reader.take(m.reader.int32())), // BINSTRING
  0x43: (m) => m.push(m.reader.take(m.reader.uint8())), // SHORT_BINBYTES
  0x42: (m) => m.push(m.reader.take(m.reader.uint32())), // BINBYTES
  0x8e: (m) => m.push(m.reader.take(m.reader.uint64())), // BINBYTES8
  0x96: (m) => m.push(m.reader.take(m.reader.uint64())), // BYTEARRAY8
  0x8c: (m) => m.push(m.reader.take(m.reader.uint8()).toString("utf8")), // SHORT_BINUNICODE
  0x58: (m) => m.push(m.reader.take(m.reader.uint32()).toString("utf8")), // BINUNICODE
  0x8d: (m) => m.push(m.reader.take(m.reader.uint64()).toString("utf8")), // BINUNICODE8
  0x5d: (m) => m.push([]), // EMPTY_LIST
  0x7d: (m) => m.push(new Map()), // EMPTY_DICT
  0x29: (m) => m.push([]), // EMPTY_TUPLE
  0x74: (m) => m.push(m.toMark()), // TUPLE
  0x6c: (m) => m.push(m.toMark()), // LIST
  0x85: (m) => m.tuple(1),
  0x86: (m) => m.tuple(2),
  0x87: (m) => m.tuple(3),
  0x61: (m) => m.append([m.pop()]), // APPEND
  0x65: (m) => m.append(m.toMark()), // APPENDS
  0x73: (m) => m.setItems([m.pop(), m.pop()].reverse()), // SETITEM
  0x75: (m) => m.setItems(m.toMark()), // SETITEMS
  0x71: (m) => m.remember(m.reader.uint8()), // BINPUT
  0x72: (m) => m.remember(m.reader.uint32()), // LONG_BINPUT
  0x94: (m) => m.remember(m.memo.size), // MEMOIZE
  0x70: (m) => m.remember(Number(m.reader.line())), // PUT
  0x68: (m) => m.recall(m.reader.uint8()), // BINGET
  0x6a: (m) => m.recall(m.reader.uint32()), // LONG_BINGET
  0x67: (m) => m.recall(Number(m.reader.line())), // GET
  0x63: (m) => m.global(m.reader.line(), m.reader.line()), // GLOBAL
  0x93: (m) => {
    const name = m.pop();
    m.global(text(m.pop()), text(name));
  }, // STACK_GLOBAL
  0x52: (m) => m.reduce(),
  0x62: (m) => {
    const state = m.pop();
    if (!buildState(m.stack.at(-1), state)) m.reader.fail("has an array whose parts do not fit together");
  }, // BUILD
};

const intOf = (line: string): number | boolean => (line === "01" ? true : line === "00" ? false : Number(line));

/**
 * Read a pickle of plain values and NumPy arrays. It is data here, never a program: the only things that it may name are NumPy's
 * array constructors, and those are ours. Dictionaries come as Maps, tuples as arrays, byte strings as views of `bytes`.
 * @throws LiftError `FORMAT` for anything else, and for bytes that end early
 */
export function readPickle(bytes: Buffer, what = "pickle"): Pickled {
  const reader = new ByteReader(bytes, what);
  const machine = new Machine(reader);
  for (;;) {
    const code = reader.uint8();
    if (code === 0x2e) return machine.pop();
    const run = opcodes[code];
    if (!run) reader.fail(`has the instruction 0x${code.toString(16)}, which is not read`);
    run(machine);
  }
}
