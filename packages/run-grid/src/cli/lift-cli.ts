import yargs, { type CommandModule } from "yargs";
import { LiftError } from "@liftjs/contracts";
import { datasetsCommand } from "../commands/datasets.js";
import { doctorCommand } from "../commands/doctor.js";
import { featuresCommand } from "../commands/features.js";
import { splitCommand, transformCommand } from "../commands/images.js";
import { importOfficialCommand } from "../commands/import-official.js";
import { mlflowCommand } from "../commands/mlflow.js";
import { replayCommand } from "../commands/replay.js";
import { reportCommand, reproduceCommand } from "../commands/records.js";
import { textFeaturesCommand } from "../commands/text-features.js";
import { evalCommand, trainCommand, zeroShotCommand } from "../commands/train.js";
import { weightsCommand } from "../commands/weights.js";
import { strict } from "./flags.js";
import { report } from "./guard.js";

const commands = [
  trainCommand,
  evalCommand,
  zeroShotCommand,
  doctorCommand,
  datasetsCommand,
  weightsCommand,
  reportCommand,
  reproduceCommand,
  mlflowCommand,
  replayCommand,
  featuresCommand,
  textFeaturesCommand,
  transformCommand,
  splitCommand,
  importOfficialCommand,
] as unknown as CommandModule[];

/** The `lift` command. @returns its exit code */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const parser = strict(
      yargs([...args])
        .scriptName("lift")
        .usage("$0 <command>"),
      args,
    )
      .command(commands)
      .demandCommand(1, "give a command");
    await parser
      .fail((message, error) => {
        throw (error as Error | undefined) ?? new LiftError("OPTIONS", `${message}; see lift --help`);
      })
      .parseAsync();
    return Number(process.exitCode ?? 0);
  } catch (cause) {
    return report(cause);
  }
}
