import { refusePickle, type PickleDict, type PickleValue } from "./values.js";

const isList = (value: PickleValue): value is PickleValue[] => Array.isArray(value);

/** The stack, marks and memo of a pickle. */
export class PickleStack {
  readonly #values: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  push(value: PickleValue): void {
    this.#values.push(value);
  }
  pop(): PickleValue {
    if (this.#values.length <= (this.#marks.at(-1) ?? 0)) return refusePickle("its stack runs empty");
    return this.#values.pop() ?? null;
  }
  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }
  /** The last `n` values, in order. */
  popMany(n: number): PickleValue[] {
    return Array.from({ length: n }, () => this.pop()).reverse();
  }
  mark(): void {
    this.#marks.push(this.#values.length);
  }
  /** What was pushed since the last mark, which goes too. */
  popToMark(): PickleValue[] {
    const from = this.#marks.pop();
    return from === undefined ? refusePickle("a mark is missing") : this.#values.splice(from);
  }
  remember(key: number): void {
    this.#memo.set(key, this.top());
  }
  /** Remember under the next free number. */
  memoize(): void {
    this.remember(this.#memo.size);
  }
  recall(key: number): void {
    const value = this.#memo.get(key);
    this.push(value === undefined ? refusePickle(`it uses value ${key} before it is made`) : value);
  }
  popList(): PickleValue[] {
    const value = this.pop();
    return isList(value) ? value : refusePickle("a list or tuple was expected");
  }
  popText(): string {
    const value = this.pop();
    return typeof value === "string" ? value : refusePickle("a text was expected");
  }
  topList(): PickleValue[] {
    const value = this.top();
    return isList(value) ? value : refusePickle("a list was expected");
  }
  topDict(): PickleDict {
    const value = this.top();
    return value instanceof Map ? value : refusePickle("a dictionary was expected");
  }
}

const latin1 = new TextDecoder("latin1");
/** Byte strings are equal by what is in them, which JavaScript's keys are not. */
const keyOf = (key: PickleValue): PickleValue => (key instanceof Uint8Array ? latin1.decode(key) : key);

/** Put key, value, key, value … into a dictionary. */
export function fillDict(dict: PickleDict, flat: readonly PickleValue[]): PickleDict {
  if (flat.length % 2) refusePickle("a dictionary has a key without a value");
  for (let i = 0; i < flat.length; i += 2) dict.set(keyOf(flat[i] ?? null), flat[i + 1] ?? null);
  return dict;
}
