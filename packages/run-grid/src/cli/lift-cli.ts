import yargs, { type CommandModule } from "yargs";
import { datasetsCommand } from "../commands/datasets.js";
import { doctorCommand } from "../commands/doctor.js";
import { featuresCommand } from "../commands/features.js";
import { splitCommand, transformCommand } from "../commands/images.js";
import { importOfficialCommand } from "../commands/import-official.js";
import { predictCommand } from "../commands/predict.js";
import { mlflowCommand } from "../commands/mlflow.js";
import { newCommand } from "../commands/new.js";
import { replayCommand } from "../commands/replay.js";
import { reportCommand, reproduceCommand } from "../commands/records.js";
import { exportCommand } from "../commands/export.js";
import { pullCommand } from "../commands/pull.js";
import { pushCommand } from "../commands/push.js";
import { serveCommand } from "../commands/serve.js";
import { textFeaturesCommand } from "../commands/text-features.js";
import { evalCommand, trainCommand, zeroShotCommand } from "../commands/train.js";
import { weightsCommand } from "../commands/weights.js";
import { strict } from "./flags.js";
import { report } from "./guard.js";
import { parseAndRun } from "./parse.js";

const commands = [
  trainCommand,
  evalCommand,
  zeroShotCommand,
  predictCommand,
  exportCommand,
  serveCommand,
  pushCommand,
  pullCommand,
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
  newCommand,
] as unknown as CommandModule[];

/** The `lift` command. @returns its exit code */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const parser = strict(yargs().scriptName("lift").usage("$0 <command>"))
      .command(commands)
      .completion("completion", "print a completion script: lift completion >> ~/.bashrc (or ~/.zshrc)")
      .demandCommand(1, "give a command");
    await parseAndRun(parser, args, "lift");
    return Number(process.exitCode ?? 0);
  } catch (cause) {
    return report(cause);
  }
}
