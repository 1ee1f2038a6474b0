import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { LiftError, type WeightSource } from "@liftjs/contracts";

const FILE = "bpe_simple_vocab_16e6.txt.gz";

/** Where CLIP's byte-pair merges come from. */
export const mergesSource: WeightSource = {
  file: FILE,
  url: "https://github.com/openai/CLIP/raw/main/clip/bpe_simple_vocab_16e6.txt.gz",
  bytes: 1356917,
  sha256: "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a",
  license: "MIT",
  via: { type: "pypi", package: "open-clip-torch", version: "3.3.0", member: `open_clip/${FILE}` },
};

const GZIP = [0x1f, 0x8b];
/** Far above the 3.2 MB of CLIP's, far below what hurts. */
const MOST_BYTES = 64 * 2 ** 20;

function textOf(bytes: Uint8Array, path: string): string {
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return new TextDecoder().decode(bytes);
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString("utf8");
  } catch (cause) {
    throw new LiftError(
      "FORMAT",
      `${path} is no sound gzip file of at most ${MOST_BYTES} bytes; fetch it again`,
      {},
      { cause },
    );
  }
}

/**
 * Byte-pair merges, the commonest first, each two symbols with a space between, from a text file, plain or gzipped, whose first
 * line is a heading.
 * @throws LiftError `FORMAT` on a line that is no pair
 */
export async function readMerges(path: string): Promise<string[]> {
  const lines = textOf(await readFile(path), path)
    .split("\n")
    .slice(1);
  if (lines.at(-1) === "") lines.pop();
  const wrong = lines.find((line) => !/^\S+ \S+$/.test(line));
  if (wrong !== undefined)
    throw new LiftError(
      "FORMAT",
      `${path}, line ${lines.indexOf(wrong) + 2}: "${wrong.slice(0, 40)}" is no pair of symbols; expected is CLIP's ${FILE}`,
    );
  return lines;
}

/**
 * The merges file in the first folder that has it, itself or in its folder `clip`.
 * @throws LiftError `DATA` that names the folders and where it can be had
 */
export function findMerges(folders: readonly string[]): string {
  const places = folders.flatMap((folder) => [join(folder, FILE), join(folder, "clip", FILE)]);
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw new LiftError(
    "DATA",
    `CLIP's merges are in none of: ${places.join(", ") || "(no folder)"}. Put ${FILE} there; it is at ${mergesSource.url} and in the Python package open-clip-torch`,
  );
}
