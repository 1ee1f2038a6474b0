import { END_OF_WORD, symbolOfByte, WORDS } from "./bytes.js";
import { cleanText } from "./clean.js";

const PAIR = " ";

/** A word as byte symbols, the last with the mark of a word's end. */
function symbolsOf(word: string): string[] {
  const symbols = [...new TextEncoder().encode(word)].map(symbolOfByte);
  return symbols.map((symbol, i) => (i === symbols.length - 1 ? symbol + END_OF_WORD : symbol));
}

/** The pair of neighbours that was merged first in training; null where no pair is known. */
function commonestPair(symbols: readonly string[], ranks: ReadonlyMap<string, number>): string | null {
  let commonest: { pair: string; rank: number } | null = null;
  let left: string | null = null;
  for (const right of symbols) {
    const pair: string | null = left === null ? null : left + PAIR + right;
    const rank = pair === null ? undefined : ranks.get(pair);
    if (pair !== null && rank !== undefined && rank < (commonest?.rank ?? Infinity)) commonest = { pair, rank };
    left = right;
  }
  return commonest?.pair ?? null;
}

function join(symbols: readonly string[], pair: string): string[] {
  const out: string[] = [];
  let left: string | null = null;
  for (const right of symbols) {
    if (left !== null && left + PAIR + right === pair) {
      out.push(left + right);
      left = null;
      continue;
    }
    if (left !== null) out.push(left);
    left = right;
  }
  return left === null ? out : [...out, left];
}

function addPairs(word: string, ranks: ReadonlyMap<string, number>, used: Set<string>): void {
  let symbols = symbolsOf(word);
  for (let pair = commonestPair(symbols, ranks); pair !== null; pair = commonestPair(symbols, ranks)) {
    used.add(pair);
    symbols = join(symbols, pair);
  }
}

/**
 * The merges that cutting some texts uses, in their order: with them these texts are cut as with all merges, and any other text is
 * cut into smaller pieces, down to bytes. A pair that the full list would merge first is in the shorter one too, so every step is the same.
 * @param merges from `readMerges`, the commonest first
 */
export function pruneMerges(merges: readonly string[], texts: Iterable<string>): string[] {
  const ranks = new Map(merges.map((pair, rank) => [pair, rank]));
  const words = new Set([...texts].flatMap((text) => cleanText(text).match(new RegExp(WORDS, "giu")) ?? []));
  const used = new Set<string>();
  for (const word of words) addPairs(word, ranks, used);
  return merges.filter((pair) => used.has(pair));
}
