import { LiftError } from "@liftjs/contracts";

/** A name of a class or function in a pickle. It is only ever a name: nothing is imported or called by it. */
export class GlobalName {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}
  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** An instance whose attributes are data. */
export class PlainObject {
  state: PickleValue = null;
  constructor(readonly type: GlobalName) {}
}

export type PickleDict = Map<PickleValue, PickleValue>;
/** What an allowed constructor made, or a value of Python's own. Tuples and sets are arrays. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | GlobalName
  | PlainObject
  | object;

/** What the reader of a format allows. Each is given plain values and returns one. */
export interface PickleRules {
  /** What may be named, for messages: "tensor constructors". */
  readonly allowed: string;
  /** The largest pickle that is read. */
  readonly maxBytes: number;
  /** Whether a class or function may be named. */
  allows(name: GlobalName): boolean;
  /** @param spend to be called with the number of values before as many are copied */
  call(name: GlobalName, parameters: readonly PickleValue[], spend: (values: number) => void): PickleValue;
  /** What a persistent id stands for. */
  persistent(id: PickleValue): PickleValue;
  /** What Python 2's `str` is here: text, or the bytes themselves. As a dictionary's key it is always text. */
  byteString(bytes: Uint8Array): PickleValue;
  /** Give a value that `call` made its state; values of the pickle's own need no rule. */
  setState(target: PickleValue, state: PickleValue): void;
}

/** A value of a pickle for a message. Lists may hold themselves, so only plain values are written out. */
export const shownValue = (value: PickleValue | undefined): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, 80))
    : typeof value === "object"
      ? "an object"
      : String(value);

export const refusePickle = (what: string): never => {
  throw new LiftError("FORMAT", `the pickle is not read: ${what}`);
};
