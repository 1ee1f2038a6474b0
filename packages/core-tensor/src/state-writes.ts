import { LiftError } from "@liftjs/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { sameShape, showShape } from "./program-checks.js";
import type { StateSpec } from "./program.js";

export interface StateWrite {
  readonly how: "assign" | "add";
  readonly value: Tensor;
}

/** The writes of one entry, collected while it runs and carried out after it. */
export class StateWrites {
  readonly #writes = new Map<string, StateWrite>();

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
    this.#writes.set(spec.name, { how, value });
  }

  [Symbol.iterator](): IterableIterator<[string, StateWrite]> {
    return this.#writes.entries();
  }
}
