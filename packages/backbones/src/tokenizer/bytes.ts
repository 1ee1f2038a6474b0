/** Behind the last symbol of a word. */
export const END_OF_WORD = "</w>";

/** Words, contractions, single digits, runs of anything else; `ſ` counts as `s`. */
export const WORDS = "'[sſ]|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

const printable = (byte: number): boolean => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
const allBytes = Array.from({ length: 256 }, (_, byte) => byte);
const hidden = allBytes.filter((byte) => !printable(byte));

/** A visible character for a byte: its own where it is printable, else one from U+0100 on. */
export const symbolOfByte = (byte: number): string =>
  String.fromCharCode(printable(byte) ? byte : 256 + hidden.indexOf(byte));

/** A visible character for every byte, printable ones first: the order is that of the ids. */
export const byteSymbols = (): string[] => [...allBytes.filter(printable), ...hidden].map(symbolOfByte);
