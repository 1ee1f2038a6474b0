import type { Container } from "@liftjs/contracts";
import type { EngineName } from "@liftjs/core-tensor";
import { openSession, openSources, type Folders } from "@liftjs/training";
import type { Workplace } from "./task.js";

export interface WorkplaceOptions {
  readonly container: Container;
  readonly folders: Folders;
  readonly engine?: EngineName | "auto";
  readonly threads?: number;
  readonly imageWorkers?: number;
  readonly log: (line: string) => void;
}

/** What several trainings share in one process: the engine, the image workers, opened data sets and loaded weights. */
export async function openWorkplace(options: WorkplaceOptions): Promise<Workplace & { dispose(): Promise<void> }> {
  const { container, folders, engine, threads, imageWorkers, log } = options;
  const session = await openSession({ engine, threads, imageWorkers, cache: folders.cache, log });
  return { container, session, sources: openSources(folders, log), dispose: () => session.dispose() };
}
