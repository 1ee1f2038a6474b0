import { defineCommand } from "../cli/define-command.js";
import { existsSync, readFileSync } from "node:fs";
import { LiftError } from "@liftjs/contracts";
import { writeReport } from "@liftjs/report";
import { parseResult, resultFile } from "@liftjs/records";
import { terminalWidth, typed, wantsColor } from "../cli/terminal.js";
import { note, say } from "./common.js";

/** `lift report`: tables and page again, from the records alone. */
export const reportCommand = defineCommand({
  command: "report <out>",
  describe: "rebuild tables and page of a grid from its records",
  builder: (y) => y.positional("out", { type: "string", demandOption: true, describe: "a grid's folder" }),
  handler({ out }) {
    const { terminal, files, warnings } = writeReport(out, {
      columns: terminalWidth(),
      color: wantsColor(process.stdout.isTTY),
    });
    warnings.forEach((w) => note(`warning: ${w}`));
    say(terminal);
    files.forEach((f) => say(`wrote ${f}`));
  },
});

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** `lift reproduce`: the one command that makes a cell again. */
export const reproduceCommand = defineCommand({
  command: "reproduce <cell>",
  describe: "print the command that makes a cell again",
  builder: (y) =>
    y
      .positional("cell", { type: "string", demandOption: true, describe: "a cell's id, or its result.json" })
      .option("out", { type: "string", default: "out", describe: "the grid's folder" }),
  handler({ cell, out }) {
    const path = [cell, resultFile(out, cell)].find((p) => p.endsWith(".json") && existsSync(p));
    if (!path)
      throw new LiftError(
        "IO",
        `no result of cell "${cell}" in "${out}"; give its grid's folder with --out, or the path of its result.json`,
      );
    const { config, seed } = parseResult(readFileSync(path, "utf8"), path, note);
    say(`${typed("lift train")} --config ${quoted(JSON.stringify({ ...config, seed }))}`);
  },
});
