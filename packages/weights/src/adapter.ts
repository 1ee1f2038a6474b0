import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor, type HostTensors } from "@liftjs/contracts";
import {
  fileSize,
  parseBoundedJson,
  readFileRange,
  readSafetensors,
  safetensorsChunks,
  sha256OfChunks,
  writeAtomically,
} from "@liftjs/tensor-files";
import { z } from "zod";

/** What stands beside an adapter's tensors. */
export interface AdapterMeta {
  /** The base model's name and the hash of its file. */
  readonly base: { readonly name: string; readonly sha256: string };
  readonly [more: string]: unknown;
}
export interface Adapter {
  /** `<peft>.blocks.<i>.<part>`, `head.weight [C, D]`, `head.bias`; PyTorch layout. */
  readonly tensors: HostTensors;
  readonly meta: AdapterMeta;
}

/** Names and shapes that an adapter must have, no more and no less. */
export interface ExpectedAdapter {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** The hash of the base model that it must have been trained on; any where it is absent. */
  readonly base?: string;
}

const filesOf = (folder: string) => ({
  tensors: join(folder, "adapter.safetensors"),
  meta: join(folder, "adapter.json"),
});

/** `sha256` is that of the tensors' file, so that two halves of different saves are told apart. */
const metaSchema = z.looseObject({
  base: z.looseObject({ name: z.string(), sha256: z.string() }),
  sha256: z.string().optional(),
});

/**
 * Write `adapter.safetensors` and `adapter.json`, each whole or not at all. The same adapter gives the same bytes.
 * @throws LiftError `IO` when the folder cannot be written
 */
export function writeAdapter(folder: string, { tensors, meta }: Adapter): void {
  const paths = filesOf(folder);
  const chunks = safetensorsChunks(tensors, { base: meta.base.sha256 });
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  writeAtomically(paths.tensors, chunks);
  writeAtomically(
    paths.meta,
    `${JSON.stringify({ schema: 1, ...meta, tensors: shapes, sha256: sha256OfChunks(chunks) }, null, 1)}\n`,
  );
}

const META = { what: "adapter.json", maxBytes: 64 * 2 ** 20, maxDepth: 32, maxValues: 1_000_000 };

function readMeta(folder: string, path: string): z.infer<typeof metaSchema> {
  if (!existsSync(path)) throw new LiftError("IO", `no adapter in "${folder}": adapter.json is not there`, { folder });
  try {
    return metaSchema.parse(parseBoundedJson(readFileRange(path, 0, fileSize(path)), META));
  } catch (cause) {
    throw new LiftError(
      "FORMAT",
      `"${path}" is damaged: it must be JSON with the base model's name and sha256`,
      { folder },
      { cause },
    );
  }
}

const listed = (what: string, names: readonly string[]): string[] =>
  names.length ? [`${what}: ${names.join(", ")}`] : [];

function problemsOf(found: ReadonlyMap<string, readonly number[]>, { shapes }: ExpectedAdapter): string[] {
  const wanted = new Map(Object.entries(shapes));
  const misshaped = [...wanted].filter(([name, shape]) => found.has(name) && String(found.get(name)) !== String(shape));
  return [
    ...listed("missing", [...wanted.keys()].filter((name) => !found.has(name))),
    ...listed("extra", [...found.keys()].filter((name) => !wanted.has(name))),
    ...listed("misshaped", misshaped.map(([name, shape]) => `${name} is [${String(found.get(name))}] and must be [${shape.join()}]`)),
  ]; // prettier-ignore
}

const otherBase = ({ base }: AdapterMeta, expected: string | undefined): string[] =>
  expected === undefined || base.sha256 === expected
    ? []
    : [
        `it was trained on ${base.name} (sha256 ${base.sha256.slice(0, 12)}…), and this base model is another (${expected.slice(0, 12)}…)`,
      ];

/**
 * Read an adapter, strictly: exactly the expected tensors, and the base model that it was trained on.
 * @throws LiftError `WEIGHTS` that lists what is missing, extra or misshaped, or that the base model is another one;
 *   `FORMAT` when a file is damaged or the two are of different saves; `IO` when there is none
 */
export function readAdapter(
  folder: string,
  expected: ExpectedAdapter,
): { tensors: Record<string, HostTensor>; meta: AdapterMeta } {
  const paths = filesOf(folder);
  const meta = readMeta(folder, paths.meta);
  const file = readSafetensors(paths.tensors);
  if (meta.sha256 !== undefined && meta.sha256 !== sha256OfChunks([readFileSync(paths.tensors)]))
    throw new LiftError(
      "FORMAT",
      `the adapter in "${folder}" is torn: adapter.safetensors is not the file that adapter.json was written for. Train or import it again`,
      { folder },
    );
  const shapes = new Map(file.names().map((name) => [name, file.shape(name)]));
  const problems = [...problemsOf(shapes, expected), ...otherBase(meta, expected.base)];
  if (problems.length)
    throw new LiftError(
      "WEIGHTS",
      `the adapter in "${folder}" does not fit:\n${problems.map((p) => `  ${p}`).join("\n")}`,
      { folder },
    );
  return { tensors: Object.fromEntries(file.names().map((name) => [name, file.read(name)])), meta };
}
