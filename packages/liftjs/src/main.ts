import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { loadNative, setUpNative } from "@liftjs/engine-native";
import { lift, runGrid } from "@liftjs/run-grid";

/** Each holds an engine and a copy of the data. */
const MOST_WORKERS = 4;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const quickstartFile = fileURLToPath(new URL("./quickstart.js", import.meta.url));

const nativeWorks = (): Promise<boolean> =>
  loadNative().then(
    () => true,
    () => false,
  );

/** Set the native engine up where it can be had; that it cannot is no failure, for then WebAssembly computes. */
async function prepareEngine(): Promise<boolean> {
  if (await nativeWorks()) return true;
  await setUpNative({ log: say }).catch((cause: unknown) => {
    say(
      `the native engine cannot be had, WebAssembly is used: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  });
  return nativeWorks();
}

/** What fits the machine: the shrunk form where WebAssembly computes, else a training on each core. */
async function shapeOf(args: readonly string[]): Promise<string[]> {
  if (args.some((arg) => /^--(quick|dry-run|help|version|executor)\b/.test(arg))) return [];
  if (!(await prepareEngine())) return ["--quick"];
  return ["--executor", "process", "--workers", String(Math.min(MOST_WORKERS, availableParallelism()))];
}

/**
 * The `liftjs` command: `quickstart` runs the grid that comes along, `grid FILE` is `run-grid FILE`, everything else is `lift`.
 * @returns its exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "quickstart") return runGrid([quickstartFile, ...(await shapeOf(rest)), ...rest]);
  if (command === "grid") return runGrid(rest);
  if (command === undefined || command === "--help" || command === "-h")
    process.stdout.write(
      "liftjs quickstart     LIFT's ladder on emoji-LT with a model that comes along; minutes on two cores\n" +
        "liftjs grid FILE      run a grid: what `run-grid FILE` does\n" +
        "liftjs COMMAND        everything that `lift COMMAND` does:\n\n",
    );
  return lift(args.length ? args : ["--help"]);
}
