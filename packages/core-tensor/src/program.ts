import type { HostTensor, HostTensors, TensorMap } from "@liftjs/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { EntryRandom, RunRandom } from "./random-draws.js";

/** A float32 tensor that a Program owns between runs. */
export interface StateSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What one run is fed under a name. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
}

/** State as an entry sees it: values from before the entry's own assignments. */
export interface StateView {
  /** @throws LiftError `UNKNOWN_NAME` for a name that the Program does not hold */
  read(name: string): Tensor;
  /** Set the value when the entry has run. One write per name and entry. @throws LiftError `SHAPE` when the shapes differ */
  assign(name: string, value: Tensor): void;
  /** Add to the value when the entry has run. One write per name and entry. */
  add(name: string, value: Tensor): void;
}

/**
 * A function of inputs and state, written in tfjs operations. On a compiling engine it is called once, with symbolic tensors, so
 * randomness comes from `random` alone: tfjs's own random operations are refused on every engine.
 */
export interface EntryDefinition {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  run(inputs: TensorMap, state: StateView, random: EntryRandom): TensorMap;
}

/** What a Program is made of. */
export interface ProgramDefinition {
  readonly state: readonly StateSpec[];
  readonly entries: Readonly<Record<string, EntryDefinition>>;
  /** `bfloat16` rounds the operands of matrix products where the engine can; state, norms, softmax and losses stay float32. */
  readonly precision?: "float32" | "bfloat16";
}

/** Values that enter or leave a run. */
export interface HostArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Entries over one state. State starts as zeros. */
export interface Program {
  /**
   * @param random what an entry that draws random numbers draws them from; the same stream gives the same numbers on every engine
   * @throws LiftError `UNKNOWN_NAME` for an entry or input that does not exist, `SHAPE` for an input of another shape or type,
   *   `ENGINE` where the entry draws random numbers and is given no stream
   */
  run(
    entry: string,
    inputs: Readonly<Record<string, HostArray>>,
    random?: RunRandom,
  ): Promise<Record<string, HostArray>>;
  /** Set some of the state. */
  write(values: HostTensors): Promise<void>;
  read(names: readonly string[]): Promise<Record<string, HostTensor>>;
  dispose(): void;
}
