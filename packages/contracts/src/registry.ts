import { LiftError } from "./errors.js";
import { unknownName } from "./messages.js";

/** Named things of one kind. A name taken twice is an error; an unknown name lists the known ones and the nearest. */
export class Registry<T extends { readonly name: string }> {
  readonly #entries = new Map<string, T>();
  /** @param hint what a person whose name is not here may do, added to the message */
  constructor(
    readonly kind: string,
    private readonly hint = "",
  ) {}
  add(entry: T): void {
    if (this.#entries.has(entry.name))
      throw new LiftError(
        "DUPLICATE",
        `${this.kind} "${entry.name}" is registered twice; give one of them another name, or load one of them only`,
      );
    this.#entries.set(entry.name, entry);
  }
  has(name: string): boolean {
    return this.#entries.has(name);
  }
  get(name: string): T {
    const found = this.#entries.get(name);
    if (found) return found;
    const message = unknownName(this.kind, name, this.names());
    throw new LiftError("UNKNOWN_NAME", this.hint ? `${message}; ${this.hint}` : message, {
      got: name,
      known: this.names(),
    });
  }
  names(): string[] {
    return [...this.#entries.keys()].sort();
  }
  /** Ordered by name. */
  all(): T[] {
    return [...this.#entries.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }
}
