import { decodeHTML, decodeHTMLStrict } from "entities";

/** Windows-1252's characters for bytes 0x80–0x9f; five bytes stand for nothing and stay. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** What Python's `str.split` splits at: JavaScript's white space and six controls. */
// eslint-disable-next-line no-control-regex -- Python counts them
const WHITE_SPACE = /[\s\u001c-\u001f\u0085]+/g;

/** `&EACUTE;`: a name that is known only in small letters stands for the capital. */
function decodeEntity(entity: string): string {
  const decoded = decodeHTMLStrict(entity);
  if (decoded !== entity) return decoded;
  const small = decodeHTMLStrict(entity.toLowerCase());
  return entity === entity.toUpperCase() && small !== entity.toLowerCase() ? small.toUpperCase() : entity;
}

const unescape = (text: string): string => text.replace(/&#?[0-9A-Za-z]{1,24};/g, decodeEntity);

/** What is repaired in a line, in order. */
const repairs: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [/[\u0080-\u009f]/g, (c) => windows1252.charAt(c.charCodeAt(0) - 0x80)],
  [/ﬅ/g, "ſt"],
  [/[ĲĳŉǄ-ǌǱ-ǳﬀ-ﬄﬆ]/g, (c) => c.normalize("NFKC")],
  [/[\u3000\uff01-\uffef]/g, (c) => c.normalize("NFKC")],
  [/[\u201c-\u201f]/g, '"'],
  [/[\u02bc\u2018-\u201b]/g, "'"],
  [/\r\n|[\r\u2028\u2029\u0085]/g, "\n"],
  [/\p{Surrogate}/gu, "\ufffd"],
  // eslint-disable-next-line no-control-regex -- colours of a terminal
  [/\u001b\[[\d;]*[a-zA-Z]/g, ""],
  // eslint-disable-next-line no-control-regex -- they are what is removed
  [/[\0-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, ""],
];

function repairOnce(line: string, entities: boolean): string {
  const start = entities && !line.includes("<") ? unescape(line) : line;
  return repairs
    .reduce(
      (text, [pattern, by]) => (typeof by === "string" ? text.replace(pattern, by) : text.replace(pattern, by)),
      start,
    )
    .normalize("NFC");
}

/** Repair a line until nothing changes. */
function repairLine(line: string, entities: boolean): string {
  let [before, after] = [line, repairOnce(line, entities)];
  while (after !== before) [before, after] = [after, repairOnce(after, entities)];
  return after;
}

/** Lines with their ends; from the first `<` on, entities are left to the later pass. */
function repair(text: string): string {
  let entities = true;
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
    .map((line) => {
      entities &&= !line.includes("<");
      return repairLine(line, entities);
    })
    .join("");
}

/**
 * Clean a text as OpenAI's CLIP does before it is cut into tokens: repair Unicode, decode HTML entities (twice, for those that were
 * escaped twice), make every run of white space one space, use small letters.
 * Repaired as the library ftfy does: entities, C1 controls (as Windows-1252), Latin ligatures, full and half width, curly quotes,
 * line ends, lone surrogates, terminal escapes, control characters, composition (NFC).
 * How we differ: text that was decoded in a wrong encoding ("Ã©" for "é") is left as it is; ftfy guesses what was meant.
 */
export const cleanText = (text: string): string =>
  decodeHTML(decodeHTML(repair(text)))
    .replace(WHITE_SPACE, " ")
    .trim()
    .toLowerCase();
