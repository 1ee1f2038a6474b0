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

/** A signal that Ctrl-C or SIGTERM aborts; the second one ends at once. */
export function interruptible(say: (line: string) => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) {
      say("stopped at once; the same command goes on from the last save");
      process.exit(exit.interrupted); // listeners let go of locks and workers
    }
    say("interrupted: saving after this step (once more to stop at once)");
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return { signal: controller.signal, release: () => void process.off("SIGINT", stop).off("SIGTERM", stop) };
}

/** Node's own code where a module waits for what never ends. */
const UNSETTLED = 13;

/**
 * Run a command to its end and give its exit code to the system. A process in which nothing is left to happen before the command
 * has ended has lost its thread: that is a failure and is said, never an exit code of 0.
 */
export async function conclude(command: Promise<number>): Promise<void> {
  const unfinished = (code: number): void => {
    if (code !== exit.done && code !== UNSETTLED) return; // somebody has said how it ended
    process.stderr.write(
      "error: the command came to a standstill: something that it waited for never ended. Nothing that was saved is lost; run it again, and report what it last said\n",
    );
    process.exitCode = exit.failed;
  };
  process.once("exit", unfinished);
  // Whoever reads has seen enough, as `head` has: nothing went wrong.
  process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EPIPE") throw cause;
    process.exit(process.exitCode ?? exit.done);
  });
  process.exitCode = await command;
  process.off("exit", unfinished);
}
