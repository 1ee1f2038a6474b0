import { existsSync, readFileSync } from "node:fs";
import { LiftError, type BackboneModel, type HostTensors } from "@liftjs/contracts";
import { readSafetensors, type SafetensorsFile } from "@liftjs/tensor-files";
import { readWeights } from "@liftjs/weights";
import type { ChosenBackbone } from "@liftjs/training";

/** JSON from a file, or written out on the command line. */
export function jsonArgument(given: string, what: string): Record<string, unknown> {
  const text = given.trimStart().startsWith("{") ? given : readText(given, what);
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new LiftError(
      "FORMAT",
      `${what} "${given.slice(0, 60)}" is not JSON: ${(cause as Error).message}`,
      {},
      { cause },
    );
  }
}

export function readText(path: string, what: string): string {
  if (!existsSync(path)) throw new LiftError("IO", `no ${what} at "${path}"`);
  return readFileSync(path, "utf8");
}

/** A backbone by name, or as JSON of an architecture. */
export const backboneArgument = (given: string): string | Record<string, unknown> =>
  given.trimStart().startsWith("{") || given.endsWith(".json") ? jsonArgument(given, "backbone") : given;

/** Read a weights file of any known kind and naming as the values of a model. */
export async function readModelWeights(
  { family, model }: ChosenBackbone & { model: BackboneModel },
  path: string,
): Promise<HostTensors> {
  const file = await readWeights(path);
  return family.adopt(model, Object.fromEntries(file.names().map((name) => [name, file.read(name)])));
}

/** A tensor that a file must hold, with as many axes as are meant. */
export function needTensor(
  file: SafetensorsFile,
  path: string,
  name: string,
  axes: readonly string[],
): readonly number[] {
  if (!file.names().includes(name))
    throw new LiftError(
      "WEIGHTS",
      `"${path}" holds no "${name}" [${axes.join(", ")}]; it holds ${file.names().join(", ")}`,
    );
  const shape = file.shape(name);
  if (shape.length !== axes.length)
    throw new LiftError("SHAPE", `"${name}" in "${path}" is [${shape.join(", ")}]; it must be [${axes.join(", ")}]`);
  return shape;
}

/** Whole numbers of any stored kind. */
export const integers = (file: SafetensorsFile, name: string): Int32Array =>
  Int32Array.from(file.typed(name).data as ArrayLike<number | bigint>, Number);

export const openTensors = (path: string): SafetensorsFile => readSafetensors(path);
export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** `88.2 MB`, `25.3 GB` */
export const bytesText = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
