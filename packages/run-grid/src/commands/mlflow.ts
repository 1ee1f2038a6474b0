import { defineCommand } from "../cli/define-command.js";
import { syncToMlflow } from "../run/mlflow-sync.js";
import { say } from "./common.js";

/** `lift mlflow sync`: send what was recorded offline. */
export const mlflowCommand = defineCommand({
  command: "mlflow <action> <out>",
  describe: "send a grid's records to an MLflow server",
  builder: (y) =>
    y
      .positional("action", { choices: ["sync"] as const, demandOption: true })
      .positional("out", { type: "string", demandOption: true, describe: "a grid's folder" })
      .option("uri", { type: "string", demandOption: true, describe: "such as http://127.0.0.1:5000" }),
  async handler({ out, uri }) {
    const { experiment, cells, values, files } = await syncToMlflow(out, uri);
    say(`${cells} cells are in experiment "${experiment}" at ${uri}; ${values} values and ${files} files were new`);
  },
});
