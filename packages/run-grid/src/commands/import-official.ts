import type { Argv } from "yargs";
import { defineCommand } from "../cli/define-command.js";
import { importOfficial, writeAdapter } from "@liftjs/weights";
import { sha256Of } from "@liftjs/tensor-files";
import { say } from "./common.js";

interface Arguments {
  readonly checkpoint: string;
  readonly out: string;
  readonly weights: string;
  readonly backbone: string;
}

async function run({ checkpoint, out, weights, backbone }: Arguments): Promise<void> {
  const { pefts, tensors } = await importOfficial(checkpoint);
  writeAdapter(out, {
    tensors,
    meta: {
      base: { name: backbone, sha256: await sha256Of(weights) },
      peft: pefts,
      importedFrom: "a checkpoint of the authors' code",
    },
  });
  say(`${pefts.join(", ") || "head only"}: ${Object.keys(tensors).length} tensors, written to ${out}`);
}

/** `lift import-official`: a checkpoint of the authors' code as our adapter files. */
export const importOfficialCommand = defineCommand({
  command: "import-official <checkpoint>",
  describe: "a checkpoint of the authors' code as our adapter files",
  builder: (y: Argv) =>
    y
      .positional("checkpoint", { type: "string", demandOption: true })
      .option("backbone", { type: "string", demandOption: true, describe: "name of the base model" })
      .option("weights", {
        type: "string",
        demandOption: true,
        describe: "file of the base model, whose hash goes into the adapter",
      })
      .option("out", {
        type: "string",
        demandOption: true,
        describe: "folder for adapter.safetensors and adapter.json",
      }),
  handler: run,
});
