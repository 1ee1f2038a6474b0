/**
 * What went wrong: the server's own code (`RESOURCE_DOES_NOT_EXIST`, `INVALID_PARAMETER_VALUE`, …), or one of this client's.
 * `UNREACHABLE` no answer · `TIMEOUT` no answer in time · `OUT_OF_TIME` more time in all than the client was given ·
 * `STOPPED` the caller's signal · `HOST_REFUSED` a 403 without MLflow's words, as host checking gives ·
 * `HTTP` another answer without a code · `BAD_ANSWER` an answer that MLflow does not give · `LIMIT` beyond what a request may hold ·
 * `INVALID` a key, value or path that a server would refuse · `NO_PROXY` artifacts that do not go through the server
 */
export type MlflowErrorCode =
  | "UNREACHABLE"
  | "TIMEOUT"
  | "OUT_OF_TIME"
  | "STOPPED"
  | "HOST_REFUSED"
  | "HTTP"
  | "BAD_ANSWER"
  | "LIMIT"
  | "INVALID"
  | "NO_PROXY"
  | (string & {});

export interface MlflowErrorFacts {
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** `POST runs/log-batch` */
  readonly request?: string;
}

const MARKER = Symbol.for("@liftjs/mlflow-js-client/error");

/** An error of the client or the server; `code` says which, the message what to do. Recognised across copies of the package by `MlflowError.is`. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  readonly [MARKER] = true;
  readonly status: number | undefined;
  readonly request: string | undefined;
  constructor(
    readonly code: MlflowErrorCode,
    message: string,
    facts: MlflowErrorFacts = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = facts.status;
    this.request = facts.request;
  }
  static is(value: unknown): value is MlflowError {
    return typeof value === "object" && value !== null && MARKER in value;
  }
}
