import { LiftError } from "@liftjs/contracts";
import { diagnose, setUpNative } from "@liftjs/engine-native";
import { defineCommand } from "../cli/define-command.js";
import { exit } from "../cli/guard.js";
import { lookThrough, type Finding } from "../doctor/folder-state.js";
import { note, say } from "./common.js";
import { doctorText, folderText } from "./doctor-text.js";

interface Arguments {
  readonly out?: string | undefined;
  readonly json: boolean;
  readonly mend: boolean;
  readonly setUp: boolean;
  readonly force: boolean;
}

/** Take away what can be made again. Nothing is touched while a run works in the folder. @returns how many were mended */
function mendAll(out: string, findings: readonly Finding[]): number {
  const locked = findings.find(({ kind }) => kind === "locked");
  if (locked) throw new LiftError("LOCKED", `nothing in "${out}" was mended: ${locked.what}`);
  const mendable = findings.flatMap(({ mend }) => mend ?? []);
  mendable.forEach((mend) => mend());
  return mendable.length;
}

/** Say what is wrong with a grid's folder, and mend it where asked. */
function lookAtFolder(out: string, { json, mend }: Arguments): void {
  const findings = lookThrough(out);
  const mended = mend ? mendAll(out, findings) : 0;
  const plain = findings.map(({ mend: way, ...facts }) => ({ ...facts, mended: mend && way !== undefined }));
  say(json ? JSON.stringify({ out, findings: plain, mended }, null, 1) : folderText(out, findings, mended));
  const bad = findings.filter(({ kind, mend: way }) => kind !== "locked" && !(mend && way));
  process.exitCode = bad.length ? exit.failed : exit.done;
}

/** `lift doctor`: what computes here, what is missing, and how to get it; with a folder, what is wrong in it. */
export const doctorCommand = defineCommand({
  command: "doctor [out]",
  describe: "engine, compiler, memory, caches; what is missing; with a grid's folder: what is damaged in it",
  builder: (y) =>
    y
      .positional("out", { type: "string", describe: "a grid's folder" })
      .option("json", { type: "boolean", default: false })
      .option("mend", { type: "boolean", default: false, describe: "with a folder: take away what is made again" })
      .option("set-up", { type: "boolean", default: false, describe: "set the native engine up first" })
      .option("force", { type: "boolean", default: false, describe: "with --set-up: again, from nothing" }),
  async handler(given) {
    const { out, json, setUp, force } = given;
    if (out !== undefined) {
      lookAtFolder(out, given);
      return;
    }
    if (setUp) await setUpNative({ log: note, force });
    const found = await diagnose();
    say(json ? JSON.stringify(found, null, 1) : doctorText(found));
  },
});
