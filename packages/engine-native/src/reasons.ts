import { LiftError } from "@liftjs/contracts";

/** Why there is no native engine; stable, for scripts. */
export type EngineReason =
  | "disabled"
  | "not-set-up"
  | "unsupported-platform"
  | "no-tensorflow"
  | "no-compiler"
  | "no-addon-source"
  | "compile-failed"
  | "load-failed"
  | "bad-archive"
  | "no-space"
  | "busy";

/** An `ENGINE` error whose `details.reason` is one of {@link EngineReason}; `next` is the one line on what to do. */
export const engineError = (reason: EngineReason, got: string, next: string, cause?: unknown): LiftError =>
  new LiftError("ENGINE", `${got}; ${next}`, { reason, next }, cause === undefined ? {} : { cause });

/** The reason an error carries, or null when it is no engine error of ours. */
export function engineReason(error: unknown): EngineReason | null {
  if (!LiftError.is(error) || error.code !== "ENGINE") return null;
  return (error.details["reason"] as EngineReason | undefined) ?? null;
}
