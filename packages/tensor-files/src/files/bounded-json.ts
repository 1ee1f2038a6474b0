import { LiftError } from "@liftjs/contracts";

export interface JsonBounds {
  /** For messages: "its header". */
  readonly what: string;
  readonly maxBytes: number;
  /** Lists and objects inside each other. */
  readonly maxDepth: number;
  /** Commas, lists and objects: about as many values are made. */
  readonly maxValues: number;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];

/** Position after the text that begins at `from`, its quotation mark included. */
function endOfText(json: Uint8Array, from: number): number {
  for (let at = from + 1; at < json.byteLength; at++) {
    const byte = json[at];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) return at + 1;
  }
  return json.byteLength;
}

/** Values and depth of a JSON text, without making any of them. */
function extentOf(json: Uint8Array): { values: number; depth: number } {
  let [values, depth, deepest] = [0, 0, 0];
  for (let at = 0; at < json.byteLength; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfText(json, at) - 1;
    else if (byte === COMMA) values++;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      values++;
      if (++depth > deepest) deepest = depth;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return { values, depth: deepest };
}

/**
 * Parse JSON after its size, depth and number of values were counted, so that no text makes more than it says.
 * @throws LiftError `FORMAT` beyond the bounds, and for text that is not JSON
 */
export function parseBoundedJson(json: Uint8Array, { what, maxBytes, maxDepth, maxValues }: JsonBounds): unknown {
  const refuse = (problem: string, cause?: unknown): never => {
    throw new LiftError("FORMAT", `${what} ${problem}`, {}, { cause });
  };
  if (json.byteLength > maxBytes) return refuse(`has ${json.byteLength} bytes; ${maxBytes} are allowed`);
  const { values, depth } = extentOf(json);
  if (depth > maxDepth) return refuse(`is nested ${depth} deep; ${maxDepth} are allowed`);
  if (values > maxValues) return refuse(`holds about ${values} values; ${maxValues} are allowed`);
  try {
    return JSON.parse(new TextDecoder().decode(json)) as unknown;
  } catch (cause) {
    return refuse(`is not JSON: ${(cause as Error).message}`, cause);
  }
}
