import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** What is shown of a failed command's output when nobody asked for all of it. */
const TAIL_LINES = 60;

/**
 * Run a program without a shell, so that spaces in paths are harmless. Its output is kept and shown only when it fails,
 * unless `live`, which passes it on as it comes.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, live?: boolean, seconds?: number }} [options]
 * @returns {Promise<string>} what it printed (empty when live)
 */
export function command(program, args, options = {}) {
  const { cwd = root, env = {}, live = false, seconds } = options;
  const shell = process.platform === "win32"; // npm and npx are .cmd files there
  return new Promise((done, fail) => {
    const stdio = live ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"];
    const child = spawn(program, args, {
      cwd,
      shell,
      stdio,
      env: { ...process.env, ...env },
      timeout: seconds && seconds * 1000,
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => fail(new Error(`${program} cannot be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return done(output);
      const tail = output.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
      fail(
        Object.assign(new Error(`${program} ended with ${signal ?? code}${tail && `\n${tail}`}`), { code: code ?? 1 }),
      );
    });
  });
}

/** A script of ours or of an installed package, run by this Node. */
export const node = (args, options) => command(process.execPath, args, options);

/** @param {string} name a file under node_modules */
export const installed = (name) => resolve(root, "node_modules", name);

/**
 * Time one step and print it as one line, with its complaint when it fails.
 * @param {string} name
 * @param {() => Promise<string | void>} work what it returns is added to the line
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function step(name, work) {
  const started = performance.now();
  const line = (mark, note) =>
    `${mark} ${name.padEnd(18)} ${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s${note ? `  ${note}` : ""}`;
  try {
    const note = await work();
    console.log(line("✓", note));
    return true;
  } catch (error) {
    console.log(line("✗"));
    console.log(error.message.replace(/^/gm, "    "));
    return false;
  }
}

/**
 * Run steps one after another, all of them even when one fails.
 * @param {readonly (readonly [string, () => Promise<string | void>])[]} steps
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function steps(list) {
  const count = { passed: 0, failed: 0 };
  for (const [name, work] of list) count[(await step(name, work)) ? "passed" : "failed"] += 1;
  return count;
}
