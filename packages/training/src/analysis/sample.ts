import type { Sample } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";

/** Images that stand for a split. */
export interface AnalysisSample {
  readonly samples: readonly Sample[];
  /** Whether classes that the split has were left out, because there are more classes than images may be looked at. */
  readonly partial: boolean;
}

/** Fewer images of a class say nothing of distances within it. */
const LEAST_PER_CLASS = 2;

/** Half of the classes from the largest downwards, half from the smallest upwards. */
function endsOf(classCounts: readonly number[], classes: number): Set<number> {
  const bySize = classCounts.map((_, c) => c).sort((a, b) => (classCounts[b] ?? 0) - (classCounts[a] ?? 0) || a - b);
  const head = Math.ceil(classes / 2);
  return new Set([...bySize.slice(0, head), ...bySize.slice(bySize.length - (classes - head))]);
}

/**
 * At most `images` of a split, shared evenly among its classes, chosen at random but the same for every cell; all of them where they are few
 * or all are asked for. With more than `images / 2` classes only the largest and the smallest ones take part.
 * @param classCounts training images per class `[C]`
 */
export function analysisSample(
  all: readonly Sample[],
  classCounts: readonly number[],
  images: number | "all",
): AnalysisSample {
  if (images === "all" || all.length <= images) return { samples: all, partial: false };
  const classes = Math.min(classCounts.length, Math.floor(images / LEAST_PER_CLASS));
  const kept = endsOf(classCounts, classes);
  const perClass = Math.floor(images / Math.max(1, classes));
  const taken = new Map<number, number>();
  const order = randomStream(0, "analysis").permutation(all.length);
  const chosen = new Set<number>();
  for (const i of order) {
    const label = all[i]?.label ?? -1;
    const n = (taken.get(label) ?? 0) + 1;
    taken.set(label, n);
    if (kept.has(label) && n <= perClass) chosen.add(i);
  }
  return { samples: all.filter((_, i) => chosen.has(i)), partial: classes < classCounts.length };
}
