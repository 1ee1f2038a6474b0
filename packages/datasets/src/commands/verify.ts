import { listingHash } from "../assemble/fingerprint.js";
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { LiftError, type DatasetContext, type DatasetPlugin } from "@liftjs/contracts";
import { findPath } from "../archive/find.js";
import { countList, listBenchmarks } from "../lists/sizes.js";
import { archivesOf, type KnownArchive } from "./archives.js";

export interface Finding {
  readonly ok: boolean;
  readonly text: string;
}
export interface Verification {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Whether a file is the authors' archive: first by size, then by md5. */
export async function verifyArchive(path: string, { file, bytes, md5, url }: KnownArchive): Promise<Finding> {
  const { size } = statSync(path);
  if (size !== bytes)
    return {
      ok: false,
      text: `${path} has ${size} bytes; ${file} has ${bytes}: the download is incomplete or it is another file. Get it again from ${url}`,
    };
  const got = await md5Of(path);
  if (got !== md5)
    return {
      ok: false,
      text: `${path} has md5 ${got}; ${file} has ${md5}: it is damaged or another file. Get it again from ${url}`,
    };
  return { ok: true, text: `${path} is ${file} (${bytes} bytes, md5 ${md5})` };
}

const archiveFindings = (name: string, dataDirs: readonly string[]): Promise<Finding[]> =>
  Promise.all(
    archivesOf(name).flatMap((archive) => {
      const path = findPath(dataDirs, [archive.file]);
      return path ? [verifyArchive(path, archive)] : [];
    }),
  );

function listFindings(name: string, dataDirs: readonly string[]): Finding[] {
  const benchmark = listBenchmarks.find((known) => known.name === name);
  if (!benchmark) return [];
  return countList(benchmark, dataDirs).map(({ list, path, count, expected }) => ({
    ok: count === expected,
    text:
      path === null
        ? `${list} list: not found`
        : count === expected
          ? `${path} lists ${count} images`
          : `${path} lists ${count} images; the ${list} list of ${name} has ${expected}: it is another list`,
  }));
}

async function openFinding(plugin: DatasetPlugin, raw: unknown, context: DatasetContext): Promise<Finding> {
  try {
    const dataset = await plugin.open(plugin.parse(raw), context);
    const { train, test, classNames } = dataset;
    return {
      ok: true,
      text: `opens: ${classNames.length} classes, ${train.length} training and ${test.length} test images, sha256 ${listingHash(dataset)}`,
    };
  } catch (error) {
    if (!LiftError.is(error)) throw error;
    return { ok: false, text: error.message };
  }
}

/** Check a data set's files: archives by size and md5, lists by their length, and that it opens with the given options. */
export async function verifyDataset(
  plugin: DatasetPlugin,
  raw: unknown,
  context: DatasetContext,
): Promise<Verification> {
  const { name } = plugin;
  const known = [...(await archiveFindings(name, context.dataDirs)), ...listFindings(name, context.dataDirs)];
  const findings = [...known, await openFinding(plugin, raw, context)];
  return { ok: findings.every(({ ok }) => ok), findings };
}
