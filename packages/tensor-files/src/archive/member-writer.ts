import { open, type FileHandle } from "node:fs/promises";
import { LiftError } from "@liftjs/contracts";

/** Where each file of an archive lies in the one file that holds them all: name → [offset, length]. */
export type MemberIndex = Record<string, [offset: number, length: number]>;

const BUFFER_BYTES = 1 << 22;
const MAX_MEMBERS = 2_000_000;

/** A name that stays below the folder it is unpacked into. */
export function isSafeName(name: string): boolean {
  return (
    name.length > 0 && !name.includes("\0") && !/^([/\\]|[A-Za-z]:)/.test(name) && !name.split(/[/\\]/).includes("..")
  );
}

/** Writes the files of an archive one after another into one file. Nothing of an archive decides where on disk it goes. */
export class MemberWriter {
  readonly index: MemberIndex = {};
  #offset = 0;
  #members = 0;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  private constructor(
    readonly file: FileHandle,
    readonly maxBytes: number,
  ) {}

  static async create(path: string, maxBytes: number): Promise<MemberWriter> {
    return new MemberWriter(await open(path, "wx"), maxBytes);
  }

  /** @throws LiftError `DATA` for a name that leads out of the archive's folder, and beyond `maxBytes` */
  async add(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const clean = name.replace(/^(\.\/)+/, "");
    if (!isSafeName(clean))
      throw new LiftError(
        "DATA",
        `the archive names a file outside its own folder: "${name.slice(0, 200)}"; it is not used`,
      );
    if (++this.#members > MAX_MEMBERS)
      throw new LiftError("DATA", `the archive has more than ${MAX_MEMBERS} files; it is not used`);
    const start = this.#offset;
    for await (const chunk of chunks) await this.#write(chunk);
    Object.defineProperty(this.index, clean, {
      value: [start, this.#offset - start],
      enumerable: true,
      configurable: true,
    });
  }

  /** Write what is left and wait until it is on the disk, so that an index never speaks of bytes that a power cut took. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.file.sync();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #write(chunk: Uint8Array): Promise<void> {
    this.#offset += chunk.length;
    if (this.#offset > this.maxBytes)
      throw new LiftError("DATA", `the archive unpacks to more than ${this.maxBytes} bytes; it is not used`);
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes >= BUFFER_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    await this.file.writeFile(Buffer.concat(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
