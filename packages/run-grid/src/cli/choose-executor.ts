import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { LiftError, pluginsOf, unknownName, type Container } from "@liftjs/contracts";
import type { EngineName } from "@liftjs/core-tensor";
import { parseResources, resourcesFromFlags, slurmExecutor } from "@liftjs/executor-slurm";
import type { Folders } from "@liftjs/training";
import type { Executor } from "../run/executor.js";
import { inlineExecutor } from "../run/inline-executor.js";
import { processExecutor } from "../run/process-executor.js";

interface Flags {
  /** "inline", "process", "slurm", or an executor that a plugin brings. */
  readonly executor: string;
  readonly workers?: number | undefined;
  readonly stallMinutes: number;
  readonly engine: EngineName | "auto";
  readonly plugin: readonly string[];
  readonly slurm: readonly string[];
}
interface Surroundings {
  /** The grid's file, from which plugins come too. */
  readonly file: string;
  readonly folders: Folders;
  readonly container: Container;
  /** What the grid's file asks of a cluster; flags win. */
  readonly resources: Readonly<Record<string, unknown>>;
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const jobFile = fileURLToPath(new URL("../run/job.js", import.meta.url));

/** Paths as a job far away sees them: it may start in another folder. */
const absolute = ({ data, weights, cache }: Folders): Folders => ({
  data: data.map((path) => resolve(path)),
  weights: weights.map((path) => resolve(path)),
  cache: resolve(cache),
});

/** Where trainings run. @throws LiftError `OPTIONS` when what is asked of a cluster is not understood */
export function chooseExecutor(flags: Flags, { file, folders, container, resources }: Surroundings): Executor {
  const { engine, plugin: plugins } = flags;
  const workers = flags.workers ?? Math.max(1, Math.floor(availableParallelism() / 2));
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const imageWorkers = Math.max(1, threads - 1);
  const surroundings = {
    worker: [process.execPath, jobFile],
    settings: { folders: absolute(folders), engine, plugins, gridFile: resolve(file) },
    ...(flags.workers === undefined ? {} : { atOnce: flags.workers }),
    log,
  };
  const ours: Readonly<Record<string, () => Executor>> = {
    inline: () => inlineExecutor({ container, folders, engine, log }),
    process: () =>
      processExecutor({
        workers,
        threads,
        imageWorkers,
        engine,
        plugins,
        gridFile: file,
        folders,
        log,
        stallMinutes: flags.stallMinutes,
      }),
    slurm: () =>
      slurmExecutor({
        ...surroundings,
        resources: parseResources({ chdir: process.cwd(), ...resources, ...resourcesFromFlags(flags.slurm) }),
      }),
  };
  const make = ours[flags.executor];
  if (make) return make();
  const brought = pluginsOf(container, "executor");
  if (!brought.has(flags.executor)) {
    const known = [...Object.keys(ours), ...brought.names()];
    throw new LiftError("UNKNOWN_NAME", `${unknownName("executor", flags.executor, known)}; --plugin brings more`);
  }
  const plugin = brought.get(flags.executor);
  return plugin.make(plugin.parse(resources), surroundings);
}
