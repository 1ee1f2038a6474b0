import { artifactsOf, type Artifacts } from "./artifacts.js";
import { experimentsOf, type Experiments } from "./experiments.js";
import { connect, type ConnectionOptions, type Http } from "./http.js";
import type { Batch } from "./limits.js";
import { runsOf, type Runs } from "./runs.js";
import { syncRun, type SyncResult } from "./sync.js";

/** Everything that can be done on one MLflow tracking server. */
export interface MlflowClient extends Experiments, Runs, Artifacts {
  /** Send what a run lacks; see `syncRun`. */
  syncRun(runId: string, batch: Batch): Promise<SyncResult>;
  /** The server's version, which also says that it is there. */
  serverVersion(): Promise<string>;
}

const versionOf = async (http: Http): Promise<string> =>
  new TextDecoder().decode(await http.bytes({ method: "GET", path: "/version" })).trim();

/**
 * A client of the MLflow tracking server at `uri`. Requests are retried with growing pauses on 408, 429, 5xx and lost connections;
 * requests that make something only where the server surely did nothing.
 * @throws MlflowError `INVALID` for an address that is not http(s)
 */
export function createMlflowClient(options: ConnectionOptions): MlflowClient {
  const http = connect(options);
  const runs = runsOf(http);
  return {
    ...experimentsOf(http),
    ...runs,
    ...artifactsOf(http),
    syncRun: (runId, batch) => syncRun(runs, runId, batch),
    serverVersion: () => versionOf(http),
  };
}
