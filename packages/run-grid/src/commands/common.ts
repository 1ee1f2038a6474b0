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

/** Where in a tensor a value stands: `labels[0][2]`. */
function placeIn(name: string, shape: readonly number[], index: number): string {
  let rest = index;
  const path = [...shape].reverse().map((size) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return `[${at}]`;
  });
  return `${name}${path.reverse().join("")}`;
}

/**
 * Whole numbers of a tensor.
 * @param least the smallest that is allowed
 * @throws LiftError `OPTIONS` that names the tensor, or the place of the value, that does not fit
 */
export function integers(file: SafetensorsFile, name: string, least = -(2 ** 31)): Int32Array {
  const { type, shape, data } = file.typed(name);
  if (/^(F|BF)/.test(type))
    throw new LiftError("OPTIONS", `"${name}" holds ${type}; it must be whole numbers, int32 or int64`);
  const values = Array.from<number | bigint, number>(data, Number);
  const wrong = values.findIndex((value) => value < least || value >= 2 ** 31);
  if (wrong >= 0)
    throw new LiftError(
      "OPTIONS",
      `"${placeIn(name, shape, wrong)}" is ${values[wrong]}; allowed are whole numbers from ${least} to ${2 ** 31 - 1}`,
    );
  return Int32Array.from(values);
}

export const openTensors = (path: string): SafetensorsFile => readSafetensors(path);
export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** `88.2 MB`, `25.3 GB` */
export const bytesText = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
