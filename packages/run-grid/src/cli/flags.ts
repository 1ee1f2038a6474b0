import { readFileSync } from "node:fs";
import type { Argv } from "yargs";

const version = (): string =>
  (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }).version;

export const withData = <T>(y: Argv<T>) =>
  y.option("data", { type: "string", describe: "folder with data sets (else LIFT_DATA_DIR, ./data, the cache)" });

/** `--weights-dir` is what `--weights` was once called here. */
export const withWeights = <T>(y: Argv<T>) =>
  y.option("weights", {
    type: "string",
    alias: "weights-dir",
    describe: "folder with weights (else LIFT_WEIGHTS_DIR, ./weights, the cache)",
  });

/** Flags that every command which touches data or weights has. */
export const withFolders = <T>(y: Argv<T>) => withWeights(withData(y));

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

/** A parser that throws instead of ending the process, and refuses options that it does not know. */
export const withoutCommands = <T>(y: Argv<T>): Argv<T> =>
  y.strictOptions().help().alias("h", "help").version(version()).exitProcess(false).wrap(null); // lines are wrapped between words when they are shown

/** The same for a parser with commands. */
export const strict = <T>(y: Argv<T>): Argv<T> => withoutCommands(y).strictCommands().recommendCommands();
