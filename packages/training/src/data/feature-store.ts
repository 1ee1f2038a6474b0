import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { writeAtomically } from "@liftjs/tensor-files";
import { canonicalJson } from "@liftjs/records";
import { z } from "zod";
import { hashFile } from "./content-hashes.js";

/** Rows of numbers that took long to compute, in memory or read from a file as they are asked for. */
export interface FeatureRows {
  readonly rows: number;
  readonly width: number;
  /** The rows of that numbers, one below the other: `[n, width]`. */
  read(items: ArrayLike<number>): Float32Array;
  /** `[rows, width]` */
  all(): Float32Array;
}

/** Takes rows in order as they are made. */
export type WriteRows = (rows: Float32Array) => void;

/** Computed rows kept on disk by what they were made of, so that cells and reruns share them. */
export interface FeatureStore {
  /**
   * @param key all that the rows depend on, plain data
   * @param make called where they are not there, or not as they were written
   */
  get(
    key: Readonly<Record<string, unknown>>,
    shape: { readonly rows: number; readonly width: number },
    make: (write: WriteRows) => Promise<void>,
  ): Promise<FeatureRows>;
}

const BYTES = 4;
/** Files up to this size are held in memory; larger ones are read row by row. */
const IN_MEMORY = 256 * 2 ** 20;

const noteSchema = z.strictObject({
  schema: z.literal(1),
  rows: z.number(),
  width: z.number(),
  sha256: z.string(),
});

class InMemory implements FeatureRows {
  constructor(
    readonly rows: number,
    readonly width: number,
    private readonly values: Float32Array,
  ) {}
  read(items: ArrayLike<number>): Float32Array {
    const { width, values } = this;
    const out = new Float32Array(items.length * width);
    Array.from(items).forEach((item, i) => {
      out.set(values.subarray(item * width, (item + 1) * width), i * width);
    });
    return out;
  }
  all = (): Float32Array => this.values;
}

/** Rows of a file that is too large for memory. The file is opened for each reading, so that nothing is left open. */
class OnDisk implements FeatureRows {
  constructor(
    readonly rows: number,
    readonly width: number,
    private readonly path: string,
  ) {}
  read(items: ArrayLike<number>): Float32Array {
    const out = new Float32Array(items.length * this.width);
    const bytes = new Uint8Array(out.buffer);
    const stride = this.width * BYTES;
    const file = openSync(this.path, "r");
    try {
      Array.from(items).forEach((item, i) => {
        readSync(file, bytes, i * stride, stride, item * stride);
      });
    } finally {
      closeSync(file);
    }
    return out;
  }
  all = (): Float32Array => readFloats(this.path, this.rows * this.width);
}

/** @throws RangeError-free: a file that ends early leaves zeros, and its checksum was looked at before */
function readFloats(path: string, values: number): Float32Array {
  const out = new Float32Array(values);
  const bytes = new Uint8Array(out.buffer);
  const file = openSync(path, "r");
  try {
    for (let at = 0; at < bytes.length;) {
      const n = readSync(file, bytes, at, Math.min(2 ** 30, bytes.length - at), at);
      if (n === 0) break;
      at += n;
    }
  } finally {
    closeSync(file);
  }
  return out;
}

const opened = (path: string, rows: number, width: number): FeatureRows =>
  rows * width * BYTES <= IN_MEMORY
    ? new InMemory(rows, width, readFloats(path, rows * width))
    : new OnDisk(rows, width, path);

/** Collects rows in memory. */
async function inMemory(rows: number, width: number, make: (write: WriteRows) => Promise<void>): Promise<FeatureRows> {
  const values = new Float32Array(rows * width);
  let at = 0;
  await make((part) => {
    values.set(part, at);
    at += part.length;
  });
  return new InMemory(rows, width, values);
}

class DiskStore implements FeatureStore {
  constructor(
    private readonly folder: string,
    private readonly log: (line: string) => void,
  ) {}

  async get(
    key: Readonly<Record<string, unknown>>,
    { rows, width }: { readonly rows: number; readonly width: number },
    make: (write: WriteRows) => Promise<void>,
  ): Promise<FeatureRows> {
    const name = createHash("sha256").update(canonicalJson(key)).digest("hex").slice(0, 24);
    const [path, note] = [join(this.folder, `${name}.f32`), join(this.folder, `${name}.json`)];
    if (this.#isThere(path, note, rows, width)) return opened(path, rows, width);
    const partial = `${path}.${process.pid}.partial`;
    const file = this.#begin(partial);
    if (file === null) return inMemory(rows, width, make);
    const hash = createHash("sha256");
    try {
      await make((part) => {
        const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
        hash.update(bytes);
        writeAll(file, bytes);
      });
      closeSync(file);
      renameSync(partial, path);
      writeAtomically(note, `${JSON.stringify({ schema: 1, rows, width, sha256: hash.digest("hex") })}\n`);
      return opened(path, rows, width);
    } catch (cause) {
      rmSync(partial, { force: true });
      if (!isDiskError(cause)) throw cause;
      this.log(`cannot keep features in "${this.folder}" (${cause.message}); going on without`);
      return inMemory(rows, width, make);
    }
  }

  /** Whether rows are there as they were written; damaged ones are named and made again. */
  #isThere(path: string, note: string, rows: number, width: number): boolean {
    if (!existsSync(note)) return false;
    try {
      const kept = noteSchema.parse(JSON.parse(readFileSync(note, "utf8")));
      if (kept.rows === rows && kept.width === width && kept.sha256 === hashFile(path)) return true;
    } catch {
      // said below
    }
    this.log(`the kept features "${path}" are damaged; they are made again`);
    return false;
  }

  #begin(partial: string): number | null {
    try {
      mkdirSync(this.folder, { recursive: true });
      return openSync(partial, "w");
    } catch (cause) {
      this.log(`cannot keep features in "${this.folder}" (${(cause as Error).message}); going on without`);
      return null;
    }
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
}

/** What a full or broken disk says; what goes wrong in the making itself is not excused. */
const isDiskError = (cause: unknown): cause is NodeJS.ErrnoException =>
  cause instanceof Error && !LiftError.is(cause) && "syscall" in cause;

/** @param folder made when first needed; null keeps nothing */
export const featureStore = (folder: string | null, log: (line: string) => void): FeatureStore =>
  folder === null ? { get: (_key, { rows, width }, make) => inMemory(rows, width, make) } : new DiskStore(folder, log);
