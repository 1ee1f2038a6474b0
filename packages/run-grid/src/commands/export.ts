import { mkdirSync, readdirSync } from "node:fs";
import type { CommandModule } from "yargs";
import { LiftError, unknownName } from "@liftjs/contracts";
import { exporters, type ExportCheck, type Exporter } from "@liftjs/inference";
import { say } from "./common.js";
import { openModel, withModel, type ModelFlags } from "./tuned-model.js";

interface Arguments extends ModelFlags {
  readonly to: string;
  readonly as: string;
  readonly precision: "float32" | "float16";
  readonly python?: string;
  readonly json: boolean;
}

const names = exporters.map(({ name }) => name);

function formNamed(name: string): Exporter {
  const found = exporters.find((form) => form.name === name);
  if (!found) throw new LiftError("UNKNOWN_NAME", unknownName("form of export", name, names));
  return found;
}

/** A folder that is there and empty, so that nothing of another export stays in it. */
function emptyFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  if (readdirSync(path).length) throw new LiftError("OPTIONS", `"${path}" is not empty; give a new folder with --to`);
}

const checkText = (check: ExportCheck): string =>
  check.done
    ? `checked by ${check.by}: logits differ by at most ${check.difference.toExponential(1)}`
    : `not checked: ${check.why}`;

async function run(a: Arguments): Promise<void> {
  const form = formNamed(a.as);
  emptyFolder(a.to);
  const model = await openModel(a);
  try {
    const report = await form.write(model.tuned, a.to, {
      reference: (images, n) => model.outputs(images, n),
      python: a.python ?? process.env["PYTHON"] ?? "python3",
      precision: a.precision,
      log: say,
    });
    if (a.json) {
      say(JSON.stringify({ form: form.name, to: a.to, ...report }, null, 1));
      return;
    }
    report.files.forEach((file) => {
      say(`wrote ${a.to}/${file}`);
    });
    report.notes.forEach(say);
    say(checkText(report.check));
  } finally {
    model.dispose();
  }
}

/** `lift export`: a tuned model in a form that others read. */
export const exportCommand: CommandModule<object, Arguments> = {
  command: "export <model>",
  describe: "write a tuned model for other tools",
  builder: (y) =>
    withModel(y)
      .option("to", { type: "string", demandOption: true, describe: "a new folder" })
      .option("as", {
        type: "string",
        demandOption: true,
        describe: exporters.map((e) => `${e.name}: ${e.describe}`).join("; "),
      })
      .option("precision", { choices: ["float32", "float16"] as const, default: "float32" as const })
      .option("python", { type: "string", describe: "the Python that checks (else PYTHON, python3)" })
      .option("json", { type: "boolean", default: false }) as never,
  handler: run,
};
