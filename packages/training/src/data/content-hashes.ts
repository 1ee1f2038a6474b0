import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { LiftError, type ImageSource } from "@liftjs/contracts";
import { writeAtomically } from "@liftjs/tensor-files";
import { canonicalJson } from "@liftjs/records";
import { z } from "zod";

/** Hashes of files' contents; a file whose size and times are as they were is not read again. */
export interface ContentHashes {
  /** Of what an image is made of. @throws LiftError `DATA` when its file cannot be read */
  ofImage(source: ImageSource): string;
  /** sha256 of a file. @throws LiftError `DATA` when it cannot be read */
  ofFile(path: string): string;
  /** Keep what was learned for the next run. */
  save(): void;
}

const BLOCK = 1 << 20;
/** A file written so shortly before it was read may be written again without its times showing it. */
const SETTLED_AFTER_MS = 2000;

const digest = (...parts: readonly string[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

/** sha256 of a file, read in blocks. */
export function hashFile(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    for (let n = readSync(file, block); n > 0; n = readSync(file, block)) hash.update(block.subarray(0, n));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/** Size, time of change of the content, time of change of the file's record. */
type Stamp = readonly [size: number, modified: number, changed: number];
const entries = z.record(z.string(), z.tuple([z.string(), z.number(), z.number(), z.number()]));
type Entry = z.output<typeof entries>[string];

function readKept(path: string | null): Map<string, Entry> {
  if (path === null || !existsSync(path)) return new Map();
  try {
    return new Map(Object.entries(entries.parse(JSON.parse(readFileSync(path, "utf8")))));
  } catch {
    return new Map(); // made anew: it only saves time
  }
}

class KeptHashes implements ContentHashes {
  readonly #kept: Map<string, Entry>;
  /** What this run has looked at, so that files that are gone are forgotten. */
  readonly #seen = new Map<string, Entry>();
  #changed = false;
  constructor(private readonly path: string | null) {
    this.#kept = readKept(path);
  }

  ofImage(source: ImageSource): string {
    if (source.type === "svg") return digest(canonicalJson(source));
    const { path, ...where } = source;
    const content = this.ofFile(path);
    return source.type === "file" ? content : digest(content, canonicalJson(where));
  }

  ofFile(path: string): string {
    const seen = this.#seen.get(path);
    if (seen) return seen[0];
    const [size, modified, changed] = stampOf(path);
    const kept = this.#kept.get(path);
    if (kept?.[1] === size && kept[2] === modified && kept[3] === changed) return this.#see(path, kept);
    this.#changed = true;
    return this.#see(path, [hashFile(path), size, modified, changed]);
  }

  #see(path: string, entry: Entry): string {
    this.#seen.set(path, entry);
    return entry[0];
  }

  save(): void {
    if (this.path === null || !this.#changed) return;
    const settled = Date.now() - SETTLED_AFTER_MS;
    const sure = [...this.#seen].filter(([, [, , modified, changed]]) => modified < settled && changed < settled);
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeAtomically(this.path, JSON.stringify(Object.fromEntries(sure)));
    } catch {
      // A cache that cannot be written costs time only.
    }
  }
}

function stampOf(path: string): Stamp {
  try {
    const { size, mtimeMs, ctimeMs } = statSync(path);
    return [size, mtimeMs, ctimeMs];
  } catch (cause) {
    throw new LiftError(
      "DATA",
      `cannot read "${path}": ${(cause as Error).message}; put it back, or take it out of the data set`,
      { path },
      { cause },
    );
  }
}

/** @param path the file that holds what earlier runs have learned; null keeps nothing */
export const contentHashes = (path: string | null): ContentHashes => new KeptHashes(path);
