import { basename } from "node:path";
import type { CommandModule } from "yargs";
import { pullModel } from "@liftjs/inference";
import { note, say } from "./common.js";

interface Arguments {
  readonly name: string;
  readonly to?: string;
}

async function run({ name, to = basename(name) }: Arguments): Promise<void> {
  const files = await pullModel(to, { name, url: process.env["HF_ENDPOINT"], log: note });
  files.forEach((file) => {
    say(`wrote ${to}/${file}`);
  });
  say(`use it: lift predict ${to} photo.jpg`);
}

/** `lift pull`: a model that was shared by `lift push`. */
export const pullCommand: CommandModule<object, Arguments> = {
  command: "pull <name>",
  describe: "fetch a tuned model from the Hugging Face Hub",
  builder: (y) =>
    y
      .positional("name", { type: "string", demandOption: true, describe: "OWNER/NAME on the Hub" })
      .option("to", { type: "string", describe: "folder for it; its name unless given" }) as never,
  handler: run,
};
