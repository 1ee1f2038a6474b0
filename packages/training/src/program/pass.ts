import type { HostArray, Program } from "@liftjs/core-tensor";
import { equalStretches, oneAhead } from "./batches.js";

/** What a pass over items goes by. */
export interface PassSettings {
  readonly program: Program;
  /** The entry's name. */
  readonly entry: string;
  readonly items: Int32Array;
  /** Items that pass at once; the last stretch is filled up with its own last item. */
  readonly atOnce: number;
  /** What the entry is fed of some items, `atOnce` of them. */
  inputs(items: Int32Array): Promise<Readonly<Record<string, HostArray>>>;
  readonly signal?: AbortSignal | undefined;
  /** Called after every stretch, with the items done so far. */
  progress?(done: number): void;
}

/** What a stretch of items gave: `count` items from the `from`-th on; rows beyond them are filling. */
export interface Stretch {
  readonly from: number;
  readonly count: number;
  readonly outputs: Readonly<Record<string, HostArray>>;
}

/** Pass items through an entry of a program, stretch by stretch; the next one's inputs are prepared while this one computes. */
export async function* pass(s: PassSettings): AsyncGenerator<Stretch> {
  let from = 0;
  for await (const { item, value } of oneAhead(equalStretches(s.items, s.atOnce), (part) => s.inputs(part.items))) {
    s.signal?.throwIfAborted();
    yield { from, count: item.count, outputs: await s.program.run(s.entry, value) };
    from += item.count;
    s.progress?.(from);
  }
}

/** Items from 0 to n − 1. */
export const firstItems = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
