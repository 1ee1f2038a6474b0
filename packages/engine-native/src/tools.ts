import { execa } from "execa";
import type { Situation } from "./situation.js";

/** How a program ended: its output, or why it could not be started. */
export interface Ran {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly seconds?: number;
}

/** Run a program found through the situation's `PATH`; a program that fails or is absent is an answer, not an exception. */
export async function run(
  at: Situation,
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const result = await execa(command, args, {
    env: at.env as Record<string, string>,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: (options.seconds ?? 30) * 1000,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  const why = result.failed ? (result.originalMessage ?? result.shortMessage ?? "it failed") : "";
  return { ok: !result.failed, stdout: result.stdout, stderr: result.stderr || why };
}

export interface Tool {
  readonly command: string;
  readonly version: string;
}

async function firstThatRuns(at: Situation, commands: readonly string[]): Promise<Tool | null> {
  for (const command of commands) {
    const ran = await run(at, command, ["--version"]);
    const [version = ""] = ran.stdout.split("\n");
    if (ran.ok) return { command, version: version.trim() };
  }
  return null;
}

/** The C++ compiler: `$CXX`, else g++, clang++ or c++. */
export const findCompiler = (at: Situation): Promise<Tool | null> =>
  firstThatRuns(at, at.env["CXX"] ? [at.env["CXX"]] : ["g++", "clang++", "c++"]);

/** A Python 3, if any: only its pip, or a TensorFlow installed in it, is of use. */
export const findPython = (at: Situation): Promise<Tool | null> =>
  firstThatRuns(at, at.env["PYTHON"] ? [at.env["PYTHON"]] : ["python3", "python"]);

/** pip's version, or null. */
export async function findPip(at: Situation, python: Tool | null): Promise<string | null> {
  if (!python) return null;
  const ran = await run(at, python.command, ["-m", "pip", "--version"]);
  return ran.ok ? (/^pip (\S+)/.exec(ran.stdout)?.[1] ?? "unknown") : null;
}

export interface Gpu {
  readonly name: string;
  readonly memoryMiB: number;
  readonly driver: string;
}

/** NVIDIA GPUs as `nvidia-smi` lists them; none where it is absent or fails. */
export async function findGpus(at: Situation): Promise<Gpu[]> {
  const ran = await run(at, "nvidia-smi", [
    "--query-gpu=name,memory.total,driver_version",
    "--format=csv,noheader,nounits",
  ]);
  if (!ran.ok) return [];
  return ran.stdout
    .split("\n")
    .map((line) => line.split(",").map((field) => field.trim()))
    .flatMap(([name, memory, driver, ...more]) =>
      name !== undefined && driver !== undefined && !more.length ? [{ name, memoryMiB: Number(memory), driver }] : [],
    );
}
