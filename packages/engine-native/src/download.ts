import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";

/** A file of a package index: where it is and what it must be. */
export interface IndexFile {
  readonly filename: string;
  readonly url: string;
  readonly size?: number;
  readonly hashes: Readonly<Record<string, string>>;
  readonly yanked?: boolean | string;
}

const JSON_INDEX = "application/vnd.pypi.simple.v1+json";

/** The index to ask without pip: `$PIP_INDEX_URL`, else PyPI. */
export const indexUrl = (env: NodeJS.ProcessEnv): string =>
  (env["PIP_INDEX_URL"] || "https://pypi.org/simple").replace(/\/+$/, "");

/** Files of a project, in the index's JSON form (PEP 691). @throws Error when the index cannot be reached or speaks no JSON */
export async function listFiles(index: string, project: string): Promise<IndexFile[]> {
  const response = await fetch(`${index}/${project}/`, {
    headers: { accept: JSON_INDEX },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`the package index answered ${response.status} for ${project}`);
  const body = (await response.json()) as { files?: IndexFile[] };
  return (body.files ?? []).map((file) => ({ ...file, url: new URL(file.url, response.url).href }));
}

/**
 * Download a file whose sha256 the index told, and check both.
 * @throws Error when the transfer breaks, or size or sha256 differ; then nothing is left at `path`
 */
export async function downloadChecked(file: IndexFile, path: string): Promise<void> {
  const expected = file.hashes["sha256"];
  if (!expected) throw new Error(`the index gives no sha256 for ${file.filename}, so it cannot be checked`);
  const hash = createHash("sha256");
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    const response = await fetch(file.url);
    if (!response.ok || !response.body) throw new Error(`${file.filename}: the server answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), measure, createWriteStream(path));
    const got = hash.digest("hex");
    if (got !== expected) throw new Error(`${file.filename} has sha256 ${got}, the index says ${expected}`);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
