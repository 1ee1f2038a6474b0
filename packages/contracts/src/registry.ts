import { LiftError } from "./errors.js";
import { unknownName } from "./nearest.js";

/** Named things of one kind. A name taken twice is an error; an unknown name lists the known ones and the nearest. */
export class Registry<T extends { readonly name: string }> {
  readonly #entries = new Map<string, T>();
  constructor(readonly kind: string) {}
  add(entry: T): void {
    if (this.#entries.has(entry.name))
      throw new LiftError("DUPLICATE", `${this.kind} "${entry.name}" is registered twice`);
    this.#entries.set(entry.name, entry);
  }
  has(name: string): boolean {
    return this.#entries.has(name);
  }
  get(name: string): T {
    const found = this.#entries.get(name);
    if (!found)
      throw new LiftError("UNKNOWN_NAME", unknownName(this.kind, name, this.names()), {
        got: name,
        known: this.names(),
      });
    return found;
  }
  names(): string[] {
    return [...this.#entries.keys()].sort();
  }
  all(): T[] {
    return this.names().map((name) => this.#entries.get(name)!);
  }
}
