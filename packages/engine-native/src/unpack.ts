import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { engineError, engineReason } from "./reasons.js";

/** Where an entry goes. @throws LiftError `ENGINE`, reason `bad-archive`, when that is outside `folder` */
export function placeOf(folder: string, name: string): string {
  const root = resolve(folder);
  const path = resolve(root, name);
  if (name.includes("\0") || !path.startsWith(root + sep))
    throw bad(`its entry "${name}" would be written outside ${folder}`);
  return path;
}

const bad = (what: string, cause?: unknown): Error =>
  engineError(
    "bad-archive",
    `the archive cannot be used: ${what}`,
    "try again; if it stays so, the package index serves a broken file",
    cause,
  );

/** A symbolic link inside an archive could lead anywhere, so it is refused rather than followed. */
const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;

async function writeEntry(zip: ZipFile, entry: Entry, path: string): Promise<void> {
  if (isLink(entry)) throw bad(`its entry "${entry.fileName}" is a symbolic link`);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
}

/**
 * Unpack the wanted files of a zip archive; every entry's name is checked, wanted or not.
 * @returns the names that were written, relative to `folder`
 * @throws LiftError `ENGINE`, reason `bad-archive`, when it is no zip or names a path outside `folder`
 */
export async function unpackZip(archive: string, folder: string, wanted: (name: string) => boolean): Promise<string[]> {
  const written: string[] = [];
  try {
    const zip = await openPromise(archive, { lazyEntries: true, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) {
      const path = placeOf(folder, entry.fileName);
      if (entry.fileName.endsWith("/") || !wanted(entry.fileName)) continue;
      await writeEntry(zip, entry, path);
      written.push(entry.fileName);
    }
  } catch (cause) {
    throw engineReason(cause) ? cause : bad((cause as Error).message, cause);
  }
  return written;
}
