/** One more row of the table of edit distances: how far the first `i` letters of `a` are from the first 0, 1, … letters of `b`. */
function nextRow(a: string, b: string, i: number, row: readonly number[], before: readonly number[]): number[] {
  const next = [i];
  for (let j = 1; j <= b.length; j++) {
    const same = a[i - 1] === b[j - 1];
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const change = (row[j - 1] ?? Infinity) + (same ? 0 : 1);
    const swap = swapped ? (before[j - 2] ?? Infinity) + 1 : Infinity;
    next.push(Math.min(change, swap, (row[j] ?? Infinity) + 1, (next[j - 1] ?? Infinity) + 1));
  }
  return next;
}

/** Edit distance in which a swap of neighbours counts once. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) [before, row] = [row, nextRow(a, b, i, row, before)];
  return row[b.length] ?? 0;
}

/** The known word that `word` was probably meant to be, or null when none is close. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best;
}

/** `no loss "l2"; did you mean "la"? known: ce, la` */
export function unknownName(kind: string, word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  return `no ${kind} "${word}"${guess ? `; did you mean "${guess}"?` : ";"} known: ${[...known].sort().join(", ") || "none"}`;
}
