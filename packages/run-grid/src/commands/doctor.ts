import type { CommandModule } from "yargs";
import { diagnose, setUpNative } from "@liftjs/engine-native";
import { note, say } from "./common.js";

interface Arguments {
  readonly json: boolean;
  readonly setUp: boolean;
  readonly force: boolean;
}

const lineOf = (key: string, value: unknown): string => {
  const text = value === null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return `${key.padEnd(14)} ${text}`;
};

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
    say(
      json
        ? JSON.stringify(found, null, 1)
        : Object.entries(found)
            .map(([k, v]) => lineOf(k, v))
            .join("\n"),
    );
  },
};
