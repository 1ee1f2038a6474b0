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
  const known = symbols.slice(1).map((right, i) => symbols[i]! + PAIR + right);
  return known.filter((pair) => ranks.has(pair)).sort((a, b) => ranks.get(a)! - ranks.get(b)!)[0] ?? null;
}

function join(symbols: readonly string[], pair: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const here = i + 1 < symbols.length && symbols[i]! + PAIR + symbols[i + 1]! === pair;
    out.push(here ? symbols[i]! + symbols[++i]! : symbols[i]!);
  }
  return out;
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
