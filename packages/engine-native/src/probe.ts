import { fileURLToPath } from "node:url";
import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";
import { run, type Ran } from "./tools.js";

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
  const ran = await runChild(at, [addon]);
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

function runChild(at: Situation, args: readonly string[]): Promise<Ran> {
  const child = fileURLToPath(new URL("./probe-child.js", import.meta.url));
  const quiet = { ...at, env: { ...at.env, TF_CPP_MIN_LOG_LEVEL: "3", NODE_OPTIONS: "" } };
  return run(quiet, process.execPath, [child, ...args], { seconds: 300 });
}

/** x Φ(x) at −1, 0 and 1. */
const ACTIVATED = [-0.15865525, 0, 0.84134475];

/**
 * The same for a library of our operations, one of which is carried out: one that does not fit ends that process, not this one.
 * @throws Error that says what went wrong
 */
export async function probeOperations(at: Situation, addon: string, opener: string, operations: string): Promise<void> {
  const ran = await runChild(at, [addon, opener, operations]);
  if (!ran.ok) throw new Error(`the library does not load: ${complaint(ran.stderr)}`);
  const { activated } = JSON.parse(ran.stdout) as { activated?: number[] };
  if (!activated) throw new Error("the library cannot be opened");
  if (activated.some((value, i) => Math.abs(value - (ACTIVATED[i] ?? NaN)) > 1e-6))
    throw new Error(`the library computes wrongly: ${activated.join(", ")} for ${ACTIVATED.join(", ")}`);
}

function complaint(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim());
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "it ended without a word").trim();
}
