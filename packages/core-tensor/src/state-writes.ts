import { LiftError } from "@liftjs/contracts";
import { keep, type Tensor } from "@tensorflow/tfjs-core";
import { sameShape, showShape } from "./program-checks.js";
import type { StateSpec } from "./program.js";

export interface StateWrite {
  readonly how: "assign" | "add";
  readonly value: Tensor;
}

/** The writes of one entry, collected while it runs and carried out after it. Their values live until then, whatever tidy they were made in. */
export class StateWrites {
  readonly #writes = new Map<string, StateWrite>();
  readonly #kept: Tensor[] = [];

  put(spec: StateSpec, how: StateWrite["how"], value: Tensor): void {
    if (this.#writes.has(spec.name)) {
      throw new LiftError(
        "DUPLICATE",
        `state "${spec.name}" is written twice in one entry; combine the values and write once`,
      );
    }
    if (!sameShape(spec.shape, value.shape)) {
      throw new LiftError(
        "SHAPE",
        `state "${spec.name}" is ${showShape(spec.shape)}; the entry writes ${showShape(value.shape)}`,
      );
    }
    if (value.dtype !== "float32")
      throw new LiftError("SHAPE", `state "${spec.name}" is float32; the entry writes ${value.dtype}`);
    if (!value.kept) this.#kept.push(keep(value));
    this.#writes.set(spec.name, { how, value });
  }

  /** Let go of the values that were kept for the writes. */
  release(): void {
    for (const value of this.#kept.splice(0)) value.dispose();
  }

  [Symbol.iterator](): IterableIterator<[string, StateWrite]> {
    return this.#writes.entries();
  }
}
