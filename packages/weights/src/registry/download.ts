import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LiftError } from "@liftjs/contracts";
import { fileSize } from "@liftjs/tensor-files";
import { checkDownload, type Expected } from "./checksum.js";

export interface DownloadOptions {
  readonly log?: ((line: string) => void) | undefined;
  /** Tries in all, each going on where the last one stopped. */
  readonly tries?: number | undefined;
  /** Milliseconds before the second try; doubled for each further one. */
  readonly waitMs?: number | undefined;
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly stallMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A failure that another try may mend. */
class Passing extends Error {}

const networkError = (url: string, what: string, cause?: unknown): LiftError =>
  new LiftError("NETWORK", `cannot download ${url}: ${what}`, { url }, { cause });

const MEANINGS: Readonly<Record<number, string>> = {
  401: "; the source asks for a login",
  403: "; the source refuses",
  404: "; it is not there any more, so put the file into a weights folder by hand",
};

/** What is on disk of an unfinished download. The source's mark of the version is kept, so that two versions never mix. */
class Partial {
  constructor(readonly path: string) {}
  get bytes(): number {
    return existsSync(this.path) ? fileSize(this.path) : 0;
  }
  get mark(): string | null {
    return existsSync(this.#markPath) ? readFileSync(this.#markPath, "utf8") : null;
  }
  start(mark: string | null): void {
    this.remove();
    if (mark) writeFileSync(this.#markPath, mark);
  }
  remove(): void {
    rmSync(this.path, { force: true });
    this.removeMark();
  }
  removeMark(): void {
    rmSync(this.#markPath, { force: true });
  }
  get #markPath(): string {
    return `${this.path}.version`;
  }
}

function requestHeaders(partial: Partial): Record<string, string> {
  const { bytes, mark } = partial;
  if (!bytes) return {};
  return { range: `bytes=${bytes}-`, ...(mark ? { "if-range": mark } : {}) };
}

/** A signal that fires when nothing has come for a while. */
function stallGuard(
  stallMs: number,
  outer: AbortSignal | undefined,
): { signal: AbortSignal; alive(): void; stop(): void } {
  const controller = new AbortController();
  const fire = (): void => controller.abort(new Passing(`nothing came for ${stallMs / 1000} seconds`));
  let timer = setTimeout(fire, stallMs);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(fire, stallMs);
  };
  return {
    signal: outer ? AbortSignal.any([controller.signal, outer]) : controller.signal,
    alive,
    stop: () => clearTimeout(timer),
  };
}

/** Decide by the answer whether to go on, to begin anew, or to fail. Returns the length that the whole file must have. */
function prepare(url: string, response: Response, partial: Partial): number | null {
  const { status, headers } = response;
  if (status === 416) {
    partial.remove();
    throw new Passing("the source has less than what is here; it is loaded anew");
  }
  if (status === 429 || status >= 500) throw new Passing(`the source answers ${status}`);
  if (!response.ok) throw networkError(url, `the source answers ${status}${MEANINGS[status] ?? ""}`);
  const length = headers.get("content-encoding") ? null : headers.get("content-length");
  if (status === 206) return length === null ? null : partial.bytes + Number(length);
  partial.start(headers.get("etag")?.startsWith("W/") ? null : headers.get("etag"));
  return length === null ? null : Number(length);
}

/** Every chunk that has come is on disk before the next is asked for, so that a cut loses none. */
async function append(path: string, chunks: AsyncIterable<Uint8Array> | [], alive: () => void): Promise<void> {
  const file = await open(path, "a");
  try {
    for await (const chunk of chunks) {
      alive();
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function attempt(url: string, partial: Partial, options: DownloadOptions): Promise<void> {
  const guard = stallGuard(options.stallMs ?? 60_000, options.signal);
  try {
    const response = await fetch(url, { headers: requestHeaders(partial), signal: guard.signal });
    const expected = prepare(url, response, partial);
    await append(partial.path, response.body ?? [], guard.alive);
    if (expected !== null && partial.bytes !== expected)
      throw new Passing(`the connection ended at ${partial.bytes} of ${expected} bytes`);
  } finally {
    guard.stop();
  }
}

/** Errors of the disk and of our own do not go away by asking the network again. */
function isPassing(error: unknown, signal: AbortSignal | undefined): boolean {
  const isOfTheDisk = (error as NodeJS.ErrnoException).syscall !== undefined;
  return !LiftError.is(error) && !signal?.aborted && !isOfTheDisk;
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
};

function finalError(url: string, error: unknown, tries: number, signal: AbortSignal | undefined): LiftError {
  if (LiftError.is(error)) return error;
  if (signal?.aborted)
    return new LiftError(
      "INTERRUPTED",
      `the download of ${url} was stopped; another call goes on where it was`,
      { url },
      { cause: error },
    );
  if (!isPassing(error, signal))
    return new LiftError("IO", `cannot store ${url}: ${reasonOf(error)}`, { url }, { cause: error });
  return networkError(
    url,
    `${reasonOf(error)}, after ${tries} tries. What came so far is kept; try again to go on`,
    error,
  );
}

/**
 * Download a file: goes on where an earlier try stopped, checks length, size and sha256, and moves it into place whole.
 * @throws LiftError `NETWORK` when the source fails, refuses or sends something else; `IO` when it cannot be stored; `INTERRUPTED` by the signal
 */
export async function download(
  url: string,
  target: string,
  expected: Expected,
  options: DownloadOptions = {},
): Promise<void> {
  const partial = new Partial(`${target}.partial`);
  const tries = options.tries ?? 4;
  for (let tried = 1; ; tried++) {
    try {
      mkdirSync(dirname(target), { recursive: true });
      if (partial.bytes === 0 || partial.bytes !== expected.bytes) await attempt(url, partial, options);
      break;
    } catch (error) {
      if (tried === tries || !isPassing(error, options.signal)) throw finalError(url, error, tried, options.signal);
      options.log?.(`${reasonOf(error)}; try ${tried + 1} of ${tries}`);
      await wait((options.waitMs ?? 1000) * 2 ** (tried - 1));
    }
  }
  partial.removeMark();
  await checkDownload(partial.path, expected, url);
  renameSync(partial.path, target);
}
