import { LiftError } from "@liftjs/contracts";

/** The code of a typed error, "none" for success, and the error itself for any other. */
export async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return LiftError.is(error) ? error.code : `untyped: ${error instanceof Error ? error.stack : String(error)}`;
  }
  return "none";
}
