import type { ByteReader } from "./byte-reader.js";
import { fillDict, type PickleStack } from "./stack.js";
import { GlobalName, PlainObject, refusePickle, type PickleRules, type PickleValue } from "./values.js";

export interface PickleState {
  readonly stack: PickleStack;
  readonly bytes: ByteReader;
  readonly rules: PickleRules;
  /** To be called with the number of objects before they are made. */
  readonly spend: (objects: number) => void;
}
type Operation = (state: PickleState) => void;

const literal = (read: (bytes: ByteReader) => PickleValue): Operation => ({ stack, bytes }) => stack.push(read(bytes)); // prettier-ignore
/** An operation that makes one object. */
const object =
  (make: (state: PickleState) => PickleValue): Operation =>
  (state) => {
    state.spend(1);
    state.stack.push(make(state));
  };
const byteString = (read: (bytes: ByteReader) => Uint8Array): Operation =>
  object(({ bytes, rules }) => rules.byteString(read(bytes)));
const tupleOf = (n: number): Operation => object(({ stack }) => stack.popMany(n));

function parseNumber(text: string): PickleValue {
  if (text === "00" || text === "01") return text === "01";
  const value = Number(text.replace(/L$/, ""));
  return Number.isNaN(value) && text !== "nan" ? refusePickle(`"${text.slice(0, 40)}" is no number`) : value;
}

/** Text of protocol 0, where a byte is a letter; escapes are not read. */
function quoted(text: string): Uint8Array {
  const inner = /^(['"])(.*)\1$/.exec(text)?.[2];
  return inner === undefined || inner.includes("\\")
    ? refusePickle("a quoted text is damaged or has escapes")
    : new TextEncoder().encode(inner);
}

function pushGlobal({ stack, rules, spend }: PickleState, module: string, name: string): void {
  spend(1);
  const found = new GlobalName(module, name);
  if (!rules.allows(found))
    refusePickle(
      `it names "${found.path.slice(0, 200)}", which is not on the list of what is allowed: ${rules.allowed}`,
    );
  stack.push(found);
}

function asGlobal(value: PickleValue): GlobalName {
  return value instanceof GlobalName ? value : refusePickle("something that is no class is called");
}

const reduce = object(({ stack, rules, spend }) => {
  const parameters = stack.popList();
  return rules.call(asGlobal(stack.pop()), parameters, spend);
});

const newObject = object(({ stack }) => {
  stack.popList();
  return new PlainObject(asGlobal(stack.pop()));
});

/** Give an object its attributes. */
const build: Operation = ({ stack, rules }) => {
  const state = stack.pop();
  const target = stack.top();
  if (target instanceof PlainObject) target.state = state;
  else rules.setState(target, state);
};

const stackGlobal: Operation = (state) => {
  const name = state.stack.popText();
  pushGlobal(state, state.stack.popText(), name);
};

const setItem: Operation = ({ stack }) => {
  const pair = stack.popMany(2);
  fillDict(stack.topDict(), pair);
};
const appendOne: Operation = ({ stack }) => {
  const value = stack.pop();
  stack.topList().push(value);
};
const appendMany: Operation = ({ stack }) => {
  const values = stack.popToMark();
  const list = stack.topList();
  for (const value of values) list.push(value);
};
const setItems: Operation = ({ stack }) => {
  const flat = stack.popToMark();
  fillDict(stack.topDict(), flat);
};

/** What each opcode does; opcodes that are missing here are refused. The stop sign "." is the machine's. */
export const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>(
  Object.entries({
    "(": ({ stack }) => stack.mark(),
    "0": ({ stack }) => void stack.pop(),
    "1": ({ stack }) => void stack.popToMark(),
    "2": ({ stack }) => stack.push(stack.top()),
    N: literal(() => null),
    "\x88": literal(() => true),
    "\x89": literal(() => false),
    I: literal((bytes) => parseNumber(bytes.line())),
    L: literal((bytes) => parseNumber(bytes.line())),
    F: literal((bytes) => parseNumber(bytes.line())),
    J: literal((bytes) => bytes.int32()),
    K: literal((bytes) => bytes.uint8()),
    M: literal((bytes) => bytes.uint16()),
    G: literal((bytes) => bytes.float64()),
    "\x8a": literal((bytes) => bytes.long(bytes.uint8())),
    "\x8b": literal((bytes) => bytes.long(bytes.uint32())),
    S: byteString((bytes) => quoted(bytes.line())),
    V: literal((bytes) => bytes.line()),
    X: literal((bytes) => bytes.text(bytes.uint32())),
    "\x8c": literal((bytes) => bytes.text(bytes.uint8())),
    "\x8d": literal((bytes) => bytes.text(bytes.uint64())),
    T: byteString((bytes) => bytes.take(bytes.uint32())),
    U: byteString((bytes) => bytes.take(bytes.uint8())),
    B: object(({ bytes }) => bytes.take(bytes.uint32())),
    C: object(({ bytes }) => bytes.take(bytes.uint8())),
    "\x8e": object(({ bytes }) => bytes.take(bytes.uint64())),
    "\x96": object(({ bytes }) => bytes.take(bytes.uint64())),
    "]": object(() => []),
    ")": object(() => []),
    "}": object(() => new Map()),
    "\x8f": object(() => []),
    t: object(({ stack }) => stack.popToMark()),
    l: object(({ stack }) => stack.popToMark()),
    "\x91": object(({ stack }) => stack.popToMark()),
    d: object(({ stack }) => fillDict(new Map(), stack.popToMark())),
    "\x85": tupleOf(1),
    "\x86": tupleOf(2),
    "\x87": tupleOf(3),
    a: appendOne,
    e: appendMany,
    "\x90": appendMany,
    s: setItem,
    u: setItems,
    q: ({ stack, bytes }) => stack.remember(bytes.uint8()),
    r: ({ stack, bytes }) => stack.remember(bytes.uint32()),
    p: ({ stack, bytes }) => stack.remember(Number(bytes.line())),
    "\x94": ({ stack }) => stack.memoize(),
    h: ({ stack, bytes }) => stack.recall(bytes.uint8()),
    j: ({ stack, bytes }) => stack.recall(bytes.uint32()),
    g: ({ stack, bytes }) => stack.recall(Number(bytes.line())),
    c: (state) => pushGlobal(state, state.bytes.line(), state.bytes.line()),
    "\x93": stackGlobal,
    R: reduce,
    "\x81": newObject,
    b: build,
    Q: object(({ stack, rules }) => rules.persistent(stack.pop())),
    "\x80": ({ bytes }) => void bytes.uint8(),
    "\x95": ({ bytes }) => void bytes.uint64(),
  } satisfies Record<string, Operation>).map(([key, run]) => [key.charCodeAt(0), run]),
);
