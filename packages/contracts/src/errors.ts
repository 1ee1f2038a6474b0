/** What kind of thing went wrong; stable, so that scripts and retries can rely on it. */
export type ErrorCode =
  | "UNKNOWN_NAME"
  | "DUPLICATE"
  | "OPTIONS"
  | "SHAPE"
  | "SITE"
  | "CAPABILITY"
  | "WEIGHTS"
  | "DATA"
  | "FORMAT"
  | "ENGINE"
  | "KERNEL"
  | "NUMERIC"
  | "MEMORY"
  | "LOCKED"
  | "STALE"
  | "INTERRUPTED"
  | "NETWORK"
  | "IO";

const MARKER = Symbol.for("@liftjs/error");

/**
 * An error that a person can act on: its message says what was got, what is allowed and what to do next.
 * `LiftError.is` recognises it across copies of this package.
 */
export class LiftError extends Error {
  override readonly name = "LiftError";
  readonly [MARKER] = true;
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
  static is(value: unknown): value is LiftError {
    return typeof value === "object" && value !== null && MARKER in value;
  }
}
