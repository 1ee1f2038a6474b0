import { fileURLToPath } from "node:url";
import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";
import { run } from "./tools.js";

/** What a loaded addon said of itself. */
export interface Probe {
  readonly tensorflow: string;
  readonly gpu: boolean;
}

/** `[[1, 2], [3, 4]] · [[5, 6], [7, 8]]ᵀ` */
const EXPECTED = [17, 23, 39, 53];

const NEXT = "the native engine stays off and WebAssembly is used; `lift doctor --json` shows the facts to report";

/**
 * Load an addon in a process of its own, so that a crash there is an answer here, and multiply two matrices with it.
 * @throws LiftError `ENGINE`, reason `load-failed`
 */
export async function probeAddon(at: Situation, addon: string): Promise<Probe> {
  const child = fileURLToPath(new URL("./probe-child.js", import.meta.url));
  const quiet = { ...at, env: { ...at.env, TF_CPP_MIN_LOG_LEVEL: "3", NODE_OPTIONS: "" } };
  const ran = await run(quiet, process.execPath, [child, addon], { seconds: 300 });
  if (!ran.ok) throw engineError("load-failed", `the addon does not load: ${complaint(ran.stderr)}`, NEXT);
  const said = JSON.parse(ran.stdout) as Probe & { values: number[] };
  if (said.values.join() !== EXPECTED.join()) {
    throw engineError(
      "load-failed",
      `the addon multiplies wrongly: ${said.values.join(", ")} for ${EXPECTED.join(", ")}`,
      NEXT,
    );
  }
  return { tensorflow: said.tensorflow, gpu: said.gpu };
}

function complaint(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim());
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "it ended without a word").trim();
}
