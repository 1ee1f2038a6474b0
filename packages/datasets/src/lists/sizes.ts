import { LiftError } from "@liftjs/contracts";
import { imagenetLtBenchmark, inaturalistBenchmark, placesLtBenchmark, type ListBenchmark } from "./benchmarks.js";
import { findPath } from "../archive/find.js";
import { readList } from "./list-file.js";
import { placesOf } from "./locate.js";

export const listBenchmarks: readonly ListBenchmark[] = [imagenetLtBenchmark, placesLtBenchmark, inaturalistBenchmark];

export interface ListCount {
  readonly list: "train" | "test" | "validation";
  /** Null where the list is not found. */
  readonly path: string | null;
  /** Images that it names; null where it is not found or cannot be read. */
  readonly count: number | null;
  readonly expected: number;
}

function lengthOf(path: string): number | null {
  try {
    return readList(path).length;
  } catch (error) {
    if (LiftError.is(error)) return null;
    throw error;
  }
}

/** How many images each of a benchmark's lists names, beside how many it should. */
export function countList(benchmark: ListBenchmark, dataDirs: readonly string[]): ListCount[] {
  const lists = (["train", "test", "validation"] as const).flatMap((list) =>
    benchmark.lists[list] ? [{ list, names: benchmark.lists[list] }] : [],
  );
  return lists.map(({ list, names }) => {
    const path = findPath(dataDirs, placesOf(benchmark, names));
    return { list, path, count: path ? lengthOf(path) : null, expected: benchmark.sizes[list] ?? 0 };
  });
}
