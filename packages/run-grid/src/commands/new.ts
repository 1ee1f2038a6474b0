import type { Argv, CommandModule } from "yargs";
import { say } from "./common.js";
import { starters } from "./new/kinds.js";
import { checkNew, writePlugin } from "./new/write-plugin.js";

interface Arguments {
  readonly kind: string;
  readonly name: string;
}

function run({ kind, name }: Arguments): void {
  const plugin = checkNew(kind, name);
  const folder = `lift-${kind}-${name}`;
  writePlugin(plugin, folder, folder, "outside");
  const use = plugin.starter.use(name);
  say(
    [
      `${folder} is made. Install and test it:`,
      `  cd ${folder} && npm install && npm test`,
      use.length ? "Train with it, from this folder:" : "Plan with it, from this folder:",
      use.length
        ? `  npx lift train ${use.join(" ")} --plugin ${folder}`
        : `  npx lift weights info ${name} --plugin ${folder}`,
    ].join("\n"),
  );
}

/** `lift new`: a plugin of any kind as a package of its own. */
export const newCommand: CommandModule<object, Arguments> = {
  command: "new <kind> <name>",
  describe: "start a plugin in a folder of its own",
  builder: (y): Argv<Arguments> =>
    y
      .positional("kind", { type: "string", demandOption: true, describe: Object.keys(starters).join(", ") })
      .positional("name", { type: "string", demandOption: true, describe: "lower-case words joined by -" }),
  handler: run,
};
