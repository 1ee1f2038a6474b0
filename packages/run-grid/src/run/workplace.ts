import { bind, childOf, dispose, need, token, type Container } from "@liftjs/contracts";
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

const sessionToken = token<Awaited<ReturnType<typeof openSession>>>("run:session");
const sourcesToken = token<ReturnType<typeof openSources>>("run:sources");

/** What several trainings share in one process: the engine, the image workers, opened data sets and loaded weights. */
export async function openWorkplace(options: WorkplaceOptions): Promise<Workplace & { dispose(): Promise<void> }> {
  const { container, folders, engine, threads, imageWorkers, log } = options;
  const opened = await openSession({ engine, threads, imageWorkers, cache: folders.cache, log });
  const own = childOf(container); // it sees the plugins, and goes with what this run has opened
  bind(
    own,
    sessionToken,
    () => opened,
    (session) => session.dispose(),
  );
  bind(own, sourcesToken, () => openSources(folders, log));
  return {
    container: own,
    session: need(own, sessionToken),
    sources: need(own, sourcesToken),
    dispose: () => dispose(own),
  };
}
