import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type DatasetPlugin } from "@liftjs/contracts";
import { download, type DownloadOptions } from "@liftjs/weights";
import { archivesOf, type KnownArchive } from "./archives.js";
import { verifyArchive } from "./verify.js";

/** Download one archive into a folder, unless it is there already; checked by size and md5, resumed where a try was cut short. */
export async function pullArchive(
  archive: KnownArchive,
  folder: string,
  options: DownloadOptions = {},
): Promise<string> {
  const path = join(folder, archive.file);
  if (existsSync(path) && (await verifyArchive(path, archive)).ok) return path;
  options.log?.(`downloading ${archive.url} (${Math.round(archive.bytes / 1e6)} MB)`);
  await download(archive.url, path, { bytes: archive.bytes }, options);
  const { ok, text } = await verifyArchive(path, archive);
  if (ok) return path;
  rmSync(path);
  throw new LiftError("NETWORK", text, { url: archive.url });
}

/**
 * Get a data set's archive from its authors' site into a folder.
 * @returns the archive's path, or null for a data set that needs no files
 * @throws LiftError `DATA` for one that has to be got by hand, with where; `NETWORK` when the source fails or sends something else
 */
export async function pullDataset(
  { name, about }: DatasetPlugin,
  folder: string,
  options: DownloadOptions = {},
): Promise<string | null> {
  const [archive] = archivesOf(name);
  if (archive) return pullArchive(archive, folder, options);
  if (about.files.length === 0) return null;
  throw new LiftError(
    "DATA",
    `${name} cannot be downloaded without its terms being accepted; get it from ${about.source} and put it into ${folder}`,
  );
}
