import { stripVTControlCharacters } from "node:util";

/**
 * Characters that steer a terminal or reorder text instead of showing something: C0 and C1 controls, direction marks and
 * overrides, zero-width spaces, line and paragraph separators, tags, lone surrogates. A zero-width joiner stays: emoji need it.
 */
const invisible =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/**
 * One line of text in which every character shows as itself: a run of white space becomes one space, anything else that is
 * invisible or steers a terminal becomes U+FFFD.
 */
export function cleanLine(text: string): string {
  const line = stripVTControlCharacters(text).replace(/\s+/g, " ").replace(invisible, "\ufffd").trim();
  return line === "" ? "(no name)" : line;
}

const cleanLogLine = (line: string): string =>
  stripVTControlCharacters(line).replace(/\t/g, "  ").replace(invisible, "\ufffd").trimEnd();

/** The same for text of several lines, such as the end of a log: indentation stays. */
export const cleanLines = (text: string | readonly string[]): string[] =>
  (typeof text === "string" ? text : text.join("\n")).split(/\r\n|\n|\r/).map(cleanLogLine);
