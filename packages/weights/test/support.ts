import { fileURLToPath } from "node:url";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import { readWeights } from "../src/read-weights.js";
import { tensorsOf } from "../src/weight-file.js";

export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

export type Values = Record<string, { shape: number[]; data: number[] }>;

/** Tensors with their values, in the order of their names. */
export const valuesOf = (tensors: Readonly<Record<string, HostTensor>>): Values =>
  Object.fromEntries(
    Object.keys(tensors)
      .sort()
      .map((name) => [name, { shape: [...tensors[name]!.shape], data: [...tensors[name]!.data] }]),
  );

export const tensorsAt = async (name: string) => tensorsOf(await readWeights(fixture(name)));

/** The code of a typed error, "none" for success, and the error itself for any other. */
export async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return LiftError.is(error) ? error.code : `untyped: ${error instanceof Error ? error.stack : String(error)}`;
  }
  return "none";
}
