import type { CommandModule } from "yargs";
import { diagnose, setUpNative } from "@liftjs/engine-native";
import { note, say } from "./common.js";
import { doctorText } from "./doctor-text.js";

interface Arguments {
  readonly json: boolean;
  readonly setUp: boolean;
  readonly force: boolean;
}

/** `lift doctor`: what computes here, what is missing, and how to get it. */
export const doctorCommand: CommandModule<object, Arguments> = {
  command: "doctor",
  describe: "engine, compiler, memory, caches; what is missing",
  builder: (y) =>
    y
      .option("json", { type: "boolean", default: false })
      .option("set-up", { type: "boolean", default: false, describe: "set the native engine up first" })
      .option("force", { type: "boolean", default: false, describe: "with --set-up: again, from nothing" }) as never,
  async handler({ json, setUp, force }) {
    if (setUp) await setUpNative({ log: note, force });
    const found = await diagnose();
    say(json ? JSON.stringify(found, null, 1) : doctorText(found));
  },
};
