import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import type { Data } from "../data/data.js";
import { hostMemory } from "../model/memory.js";
import type { LoadedModel } from "../model/loaded.js";
import type { Place } from "../place.js";
import type { Session } from "../session.js";

const require = createRequire(import.meta.url);
const versionOf = (name: string): string | null => {
  try {
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return null;
  }
};

const OWN = "@liftjs/training";
/** Packages that took part in a number, as far as they can be found from here. */
const packages = (): Record<string, string> =>
  Object.fromEntries(
    [OWN, "@liftjs/core-tensor", "@liftjs/image-ops", "@liftjs/weights", "@tensorflow/tfjs-core"].flatMap((name) => {
      const version = name === OWN ? (require("../../package.json") as { version: string }).version : versionOf(name);
      return version === null ? [] : [[name, version]];
    }),
  );

/** The commit of the folder that the command ran in, and whether anything differed from it; null outside of a repository. */
function commit(): { commit: string; clean: boolean } | null {
  const git = (...args: string[]) =>
    execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 5000 }).trim();
  try {
    return { commit: git("rev-parse", "HEAD"), clean: git("status", "--porcelain", "--untracked-files=no") === "" };
  } catch {
    return null;
  }
}
let known: ReturnType<typeof commit> | undefined;

/** What was done, for the record. */
export function provenanceOf(
  { engine }: Session,
  { cell, weights }: LoadedModel,
  { dataset, fingerprint }: Data,
  { command }: Place,
  did: { readonly microBatch: number; readonly startedAt: string; readonly split: string },
) {
  const [cpu] = cpus();
  known ??= commit();
  const all = packages();
  return {
    code: all[OWN] ?? "unknown",
    packages: all,
    ...(known ?? {}),
    engine: engine.name,
    backend: engine.description,
    precision: engine.name === "graph" ? cell.config.precision : "float32",
    threads: Number(process.env["TF_NUM_INTRAOP_THREADS"] ?? cpus().length),
    microBatch: did.microBatch,
    hardware: `${cpu?.model.trim() ?? "unknown"}, ${cpus().length} threads, ${Math.round(hostMemory() / 2 ** 30)} GiB; Node ${process.version}, ${process.platform} ${process.arch}`,
    dataset: { name: dataset.name, sha256: fingerprint.sha256 },
    weights: { name: weights.name, sha256: weights.sha256 },
    split: did.split,
    startedAt: did.startedAt,
    command,
  };
}
