import { LiftError } from "@liftjs/contracts";

/** What a command's end means to whoever called it. */
export const exit = { done: 0, failed: 1, refused: 2, interrupted: 130 } as const;

/** Errors that are about what was asked for, and not about what happened while doing it. */
const aboutTheRequest = new Set(["UNKNOWN_NAME", "DUPLICATE", "OPTIONS", "SITE", "CAPABILITY", "STALE"]);

/** Where the guide says what a kind of error means and what helps: `docs/errors.md#data`. */
export const sectionOf = (code: string): string => `docs/errors.md#${code.toLowerCase().replaceAll("_", "-")}`;

/** Say what went wrong on one line where it can be said, with the trace where it cannot. */
export function report(cause: unknown): number {
  if (LiftError.is(cause)) {
    process.stderr.write(`error (${cause.code}): ${cause.message}\n  more: ${sectionOf(cause.code)}\n`);
    return aboutTheRequest.has(cause.code) ? exit.refused : exit.failed;
  }
  // An error with a code of its own says what happened; anything else is a fault of ours, and its trace helps.
  const coded = cause instanceof Error && "code" in cause;
  process.stderr.write(
    `${coded ? `error (${String(cause.code)}): ${cause.message}` : cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
  );
  return exit.failed;
}

/** A signal that Ctrl-C or SIGTERM aborts; the second Ctrl-C ends at once. */
export function interruptible(say: (line: string) => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(exit.interrupted);
    say("interrupted: saving after this step (once more to stop at once)");
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return { signal: controller.signal, release: () => void process.off("SIGINT", stop).off("SIGTERM", stop) };
}
