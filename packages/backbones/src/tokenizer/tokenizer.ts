import { LiftError, type Tokenizer } from "@liftjs/contracts";
import { Tokenizer as Library } from "@huggingface/tokenizers";
import { byteSymbols, END_OF_WORD, WORDS } from "./bytes.js";
import { cleanText } from "./clean.js";
import { findMerges, readMerges } from "./merges.js";

/** Symbols of a vocabulary without merges: every byte, every byte at the end of a word, the two marks. */
const SMALLEST = 514;

/** What we use of the library. Its own declarations import each other by an alias that compilers elsewhere do not resolve. */
interface BytePairs {
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: number[] };
}
const BytePairs = Library as unknown as new (tokenizer: object, config: object) => BytePairs;

function bytePairs(merges: readonly string[]): BytePairs {
  const bytes = byteSymbols();
  const symbols = [
    ...bytes,
    ...bytes.map((symbol) => symbol + END_OF_WORD),
    ...merges.map((pair) => pair.replace(" ", "")),
  ];
  const split = { type: "Split", pattern: { Regex: WORDS }, behavior: "Removed", invert: true };
  const toBytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };
  const model = {
    type: "BPE",
    continuing_subword_prefix: "",
    end_of_word_suffix: END_OF_WORD,
    vocab: Object.fromEntries(symbols.map((symbol, id) => [symbol, id])),
    merges,
  };
  const pretokenizer = { type: "Sequence", pretokenizers: [split, toBytes] };
  return new BytePairs(
    { added_tokens: [], normalizer: null, pre_tokenizer: pretokenizer, post_processor: null, decoder: null, model },
    {},
  );
}

export interface TokenizerOptions {
  /** Pairs from `readMerges`; as many are used as the vocabulary has room for. */
  readonly merges: readonly string[];
  /** Number of ids: 512 byte symbols, the merges, the start mark, the end mark. */
  readonly vocabulary: number;
  readonly contextLength: number;
}

/**
 * CLIP's byte-pair tokenizer (Radford et al. 2021): the cleaned text's words as bytes, the commonest pairs joined, between a start
 * mark (id `vocabulary − 2`) and an end mark (`vocabulary − 1`), zeros behind.
 * How we differ: the marks' own spelling in a text is text.
 * @throws LiftError `DATA` when there are fewer merges than the vocabulary needs
 */
export function createTokenizer({ merges, vocabulary, contextLength }: TokenizerOptions): Tokenizer {
  const needed = vocabulary - SMALLEST;
  if (merges.length < needed)
    throw new LiftError(
      "DATA",
      `a vocabulary of ${vocabulary} needs ${needed} merges, the file has ${merges.length}; use the file that belongs to the model`,
    );
  const pairs = bytePairs(merges.slice(0, needed));
  const ids = (text: string): number[] => (text ? pairs.encode(text, { add_special_tokens: false }).ids : []);
  return {
    encode(text, { truncate = false } = {}) {
      const found = ids(cleanText(text));
      const room = contextLength - 2;
      if (found.length > room && !truncate)
        throw new LiftError(
          "DATA",
          `a text of ${found.length} tokens does not fit into ${room}: "${text.slice(0, 60)}…"; shorten it, or allow truncation`,
        );
      const row = new Int32Array(contextLength);
      row.set([vocabulary - 2, ...found.slice(0, room), vocabulary - 1]);
      return row;
    },
  };
}

export interface OpenTokenizerOptions extends Omit<TokenizerOptions, "merges"> {
  /** Where CLIP's merges are looked for. */
  readonly folders: readonly string[];
  /** The file of merges where the model has its own. */
  readonly merges?: string | undefined;
}

/**
 * The tokenizer of a text tower, with the model's own merges or CLIP's; a vocabulary of 514 needs none.
 * @throws LiftError `DATA` when the merges are not there
 */
export async function openTokenizer({ folders, merges, ...shape }: OpenTokenizerOptions): Promise<Tokenizer> {
  const needed = shape.vocabulary > SMALLEST;
  return createTokenizer({ ...shape, merges: needed ? await readMerges(merges ?? findMerges(folders)) : [] });
}
