import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor, type HostTensors } from "@liftjs/contracts";
import { readSafetensors, writeAtomically, writeSafetensors } from "@liftjs/core-tensor";

/** What stands beside an adapter's tensors. */
export interface AdapterMeta {
  /** The base model's name and the hash of its file. */
  readonly base: { readonly name: string; readonly sha256: string };
  readonly [more: string]: unknown;
}
export interface Adapter {
  readonly tensors: HostTensors;
  readonly meta: AdapterMeta;
}

const files = (folder: string) => ({
  tensors: join(folder, "adapter.safetensors"),
  meta: join(folder, "adapter.json"),
});

/** Write `adapter.safetensors`, then `adapter.json`: where the second is, both are whole. */
export function writeAdapter(folder: string, { tensors, meta }: Adapter): void {
  const paths = files(folder);
  writeSafetensors(paths.tensors, tensors, { base: meta.base.sha256 });
  writeAtomically(
    paths.meta,
    `${JSON.stringify({ schema: 1, ...meta, tensors: Object.fromEntries(Object.entries(tensors).map(([n, t]) => [n, t.shape])) }, null, 1)}\n`,
  );
}

/** Names and shapes that an adapter must have, no more and no less, and the hash of its base model. */
export interface ExpectedAdapter {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly base: string;
}

function problemsOf(found: Readonly<Record<string, readonly number[]>>, { shapes }: ExpectedAdapter): string[] {
  const list = (what: string, names: readonly string[]) => (names.length ? [`${what}: ${names.join(", ")}`] : []);
  const wrong = Object.keys(shapes).filter((n) => found[n] && found[n].join() !== shapes[n]!.join());
  return [
    ...list(
      "missing",
      Object.keys(shapes).filter((n) => !found[n]),
    ),
    ...list(
      "extra",
      Object.keys(found).filter((n) => !shapes[n]),
    ),
    ...list(
      "misshaped",
      wrong.map((n) => `${n} [${found[n]!.join(", ")}] for [${shapes[n]!.join(", ")}]`),
    ),
  ];
}

/**
 * Read an adapter, strictly.
 * @throws LiftError `WEIGHTS` that lists what is missing, extra or misshaped, or says that the base model is another one
 */
export function readAdapter(
  folder: string,
  expected: ExpectedAdapter,
): { tensors: Record<string, HostTensor>; meta: AdapterMeta } {
  const paths = files(folder);
  if (!existsSync(paths.meta)) throw new LiftError("IO", `no adapter in "${folder}": adapter.json is not there`);
  const meta = JSON.parse(readFileSync(paths.meta, "utf8")) as AdapterMeta;
  const file = readSafetensors(paths.tensors);
  const problems = problemsOf(Object.fromEntries(file.names().map((n) => [n, file.shape(n)])), expected);
  if (meta.base.sha256 !== expected.base)
    problems.push(
      `it was made on base model ${meta.base.name} (${meta.base.sha256.slice(0, 12)}…), not on ${expected.base.slice(0, 12)}…`,
    );
  if (problems.length)
    throw new LiftError(
      "WEIGHTS",
      `the adapter in "${folder}" does not fit:\n${problems.map((p) => `  ${p}`).join("\n")}`,
    );
  return { tensors: Object.fromEntries(file.names().map((n) => [n, file.read(n)])), meta };
}
