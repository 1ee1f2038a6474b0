import { chmod, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Situation } from "./situation.js";
import type { Work } from "./tensorflow.js";
import type { Tool } from "./tools.js";
import { unpackZip } from "./unpack.js";
import { byPip } from "./wheel-sources.js";

/** A CUDA package that TensorFlow's wheel asks for. */
export interface CudaPackage {
  readonly project: string;
  readonly specifier: string;
}

const TAGS = [
  "manylinux_2_27_x86_64",
  "manylinux_2_24_x86_64",
  "manylinux_2_17_x86_64",
  "manylinux2014_x86_64",
  "manylinux2010_x86_64",
  "manylinux1_x86_64",
  "manylinux_2_18_x86_64",
];

/** The packages of the extra `and-cuda`, from a wheel's METADATA. */
export function cudaPackages(metadata: string): CudaPackage[] {
  const line = /^Requires-Dist: (nvidia-[\w-]+) ?\(?([^;)]*)\)?; extra == ["']and-cuda["']/gm;
  return [...metadata.matchAll(line)].map(([, project = "", specifier = ""]) => ({
    project,
    specifier: specifier.trim(),
  }));
}

async function readMetadata(result: string): Promise<string> {
  const info = (await readdir(result)).find((name) => name.endsWith(".dist-info"));
  return info ? readFile(join(result, info, "METADATA"), "utf8") : "";
}

const wanted = (name: string): boolean => /^nvidia\/[^/]+\/(lib|bin|nvvm)\//.test(name);

/**
 * Put CUDA's libraries beside TensorFlow's, laid out as in Python's site-packages: that is where TensorFlow looks for them.
 * @throws Error with pip's answer
 */
export async function obtainCuda(at: Situation, python: Tool, work: Work, log: (line: string) => void): Promise<void> {
  for (const { project, specifier } of cudaPackages(await readMetadata(work.result))) {
    log(`downloading ${project}`);
    const wheel = await byPip(at, python, { project, specifier, tags: TAGS }, work.download);
    const files = await unpackZip(wheel, work.result, wanted);
    await Promise.all(
      files.filter((name) => name.includes("/bin/")).map((name) => chmod(join(work.result, name), 0o755)),
    );
    await rm(wheel);
  }
}
