import type { Argv } from "yargs";
import { checkNumbers } from "./define-command.js";
import { terminalWidth } from "./terminal.js";

/** Flags that every command which touches data, weights or an engine has. */
export const withFolders = <T>(y: Argv<T>) =>
  y
    .option("data", { type: "string", describe: "folder with data sets (else LIFT_DATA_DIR, ./data, the cache)" })
    .option("weights-dir", {
      type: "string",
      describe: "folder with weights (else LIFT_WEIGHTS_DIR, ./weights, the cache)",
    });

export const withEngine = <T>(y: Argv<T>) =>
  y
    .option("engine", {
      choices: ["auto", "graph", "eager", "wasm", "cpu"] as const,
      default: "auto" as const,
      describe: "what computes",
    })
    .option("plugin", {
      type: "string",
      array: true,
      default: [] as string[],
      describe: "package or file with plugins",
    });

/** A parser that throws instead of ending the process, and refuses options that it does not know and numbers that are none. */
export const withoutCommands = <T>(y: Argv<T>, args: readonly string[]): Argv<T> =>
  y
    .middleware((flags) => checkNumbers(flags, args))
    .strictOptions()
    .help()
    .alias("h", "help")
    .version(false)
    .exitProcess(false)
    .wrap(Math.min(80, terminalWidth()));

/** The same for a parser with commands. */
export const strict = <T>(y: Argv<T>, args: readonly string[]): Argv<T> =>
  withoutCommands(y, args).strictCommands().recommendCommands();
