import type * as contracts from "@liftjs/contracts";
import type { CellConfig } from "@liftjs/records";

export type Task = contracts.Task<CellConfig>;
export type RunRequest = contracts.RunRequest<CellConfig>;
export type Executor = contracts.Executor<CellConfig>;
