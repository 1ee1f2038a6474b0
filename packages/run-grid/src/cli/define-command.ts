import type { ArgumentsCamelCase, Argv, CommandModule } from "yargs";
import { LiftError } from "@liftjs/contracts";

interface CommandText<Flags> {
  /** As yargs writes it: `weights <action> [name]`. */
  readonly command: string;
  readonly describe: string;
  /** The command's flags; their types are what `handler` gets. */
  builder(y: Argv): Argv<Flags>;
  handler(flags: ArgumentsCamelCase<NoInfer<Flags>>): void | Promise<void>;
}

/** `learningRate` → `--learning-rate` */
const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The text that a flag was given, as yargs keeps only what it made of it. */
function textOf(flag: string, args: readonly string[]): string {
  const at = args.findLastIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const [given = "", next = ""] = args.slice(at, at + 2);
  return given.startsWith(`${flag}=`) ? given.slice(flag.length + 1) : next;
}

/**
 * Refuse numbers that are none: yargs makes NaN of `--learning-rate abc`.
 * @param args the command line
 * @throws LiftError `OPTIONS` that names the flag and what it was given
 */
export function checkNumbers(flags: object, args: readonly string[]): void {
  for (const [name, value] of Object.entries(flags) as [string, unknown][]) {
    if (typeof value !== "number" || !Number.isNaN(value) || name.includes("-")) continue;
    const flag = flagOf(name);
    throw new LiftError("OPTIONS", `${flag} must be a number; got "${textOf(flag, args)}"`);
  }
}

/** A command whose handler's types are inferred from its flags. */
export const defineCommand = <Flags extends object>(text: CommandText<Flags>): CommandModule<object, Flags> => ({
  command: text.command,
  describe: text.describe,
  builder: (y) => text.builder(y),
  handler: (flags) => text.handler(flags),
});
