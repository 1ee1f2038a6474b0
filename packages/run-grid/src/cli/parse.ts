import type { Argv } from "yargs";
import { LiftError } from "@liftjs/contracts";
import { checkNumbers } from "./define-command.js";
import { terminalWidth, wrapHelp } from "./terminal.js";

type Parsed<T> = Awaited<ReturnType<Argv<T>["parseAsync"]>>;

/** The parser's guess at a command, with what it did not know. */
const withUnknown = (message: string, args: readonly string[]): string =>
  message.startsWith("Did you mean")
    ? `no command "${args.find((arg) => !arg.startsWith("-")) ?? ""}". ${message}`
    : message;

/**
 * Parse and run. What the parser says itself (help, version, completion) goes to standard output, help wrapped between words.
 * @returns what was parsed; null where it was help or the like that was asked for
 * @throws LiftError `OPTIONS` for what the parser refuses, whatever a command throws
 */
export async function parseAndRun<T>(
  parser: Argv<T>,
  args: readonly string[],
  name: string,
): Promise<Parsed<T> | null> {
  let said = "";
  const parsed = await parser
    .middleware((flags) => checkNumbers(flags, args))
    .fail((message, error) => {
      throw (
        (error as Error | undefined) ??
        new LiftError("OPTIONS", `${withUnknown(message.trim(), args)}; see ${name} --help`)
      );
    })
    .parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => void (said = output));
  if (said === "") return parsed as Parsed<T>;
  const isHelp = args.some((arg) => arg === "--help" || arg === "-h");
  process.stdout.write(`${isHelp ? wrapHelp(said, Math.min(100, terminalWidth())) : said}\n`);
  return null;
}
