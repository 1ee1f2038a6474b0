import type { CommandModule } from "yargs";
import { loadTuned, pushModel } from "@liftjs/inference";
import { containerFor } from "../load-plugins.js";
import { note, say } from "./common.js";
import { foldersOf, withModel, type ModelFlags } from "./tuned-model.js";

interface Arguments extends ModelFlags {
  readonly hub: string;
  readonly private: boolean;
}

async function run(a: Arguments): Promise<void> {
  const container = await containerFor(a.plugin, null);
  const model = await loadTuned(a.model, { container, folders: foldersOf(a), log: note });
  const url = process.env["HF_ENDPOINT"];
  const files = await pushModel(model, { name: a.hub, url, log: note }, a.private);
  files.forEach((file) => {
    say(`pushed ${file}`);
  });
  say(`${url ?? "https://huggingface.co"}/${a.hub}`);
}

/** `lift push`: a tuned model to the Hugging Face Hub. */
export const pushCommand: CommandModule<object, Arguments> = {
  command: "push <model>",
  describe: "share a tuned model, with its card, on the Hugging Face Hub",
  builder: (y) =>
    withModel(y)
      .option("hub", { type: "string", demandOption: true, describe: "OWNER/NAME on the Hub" })
      .option("private", { type: "boolean", default: false, describe: "seen by its owner alone" }) as never,
  handler: run,
};
