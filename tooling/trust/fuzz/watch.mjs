import { fork } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const worker = join(dirname(fileURLToPath(import.meta.url)), "worker.mjs");
const ourReaders = new URL("readers.mjs", import.meta.url).href;
const HANG_MS = 5000;
/** Of JavaScript's heap; buffers are seen by the worker itself. */
const HEAP_MB = 768;
/** From the least to the most serious. */
export const outcomes = ["read", "typed", "untyped", "over", "hang"];
export const isBad = (outcome) => outcomes.indexOf(outcome) > 1;

/**
 * Run a worker until it ends, or until an input takes longer than 5 s or ends it.
 * @param {readonly string[]} args of the worker
 * @param {(index: number, outcome: string, detail: string) => void} note
 * @returns {Promise<number | null>} the input that ended the worker; null when it came to its end
 */
function attempt(args, note) {
  return new Promise((done, fail) => {
    const child = fork(worker, args, {
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let [current, errors, hanging, ended] = [null, "", false, false];
    const giveUp = () => {
      hanging = true;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(giveUp, 12 * HANG_MS); // the first input waits for the start
    child.stderr.on("data", (chunk) => (errors = (errors + chunk).slice(-4000)));
    child.on("message", ({ index, outcome, detail }) => {
      if (outcome === "end") return (ended = true);
      current = index;
      clearTimeout(timer);
      timer = setTimeout(giveUp, HANG_MS);
      if (outcome !== "begin") note(index, outcome, detail);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (ended) return done(null);
      if (current === null || current < 0) return fail(new Error(`a worker cannot start:\n${errors}`));
      const memory = /heap out of memory|Allocation failed/.test(errors) || (signal === "SIGKILL" && !hanging);
      note(
        current,
        hanging ? "hang" : memory ? "over" : "untyped",
        `the process ended by ${signal ?? code}\n${errors}`,
      );
      done(current);
    });
  });
}

/**
 * Read the inputs `from` … `to` − 1 of a reader, in as many processes one after another as it takes.
 * @param {string} [module] address of another module of readers
 * @returns {Promise<Map<number, { outcome: string, detail: string }>>} the worst that came of each
 */
export async function watch(reader, seed, from, to, module = ourReaders) {
  const found = new Map();
  const note = (index, outcome, detail) => {
    const before = found.get(index);
    if (!before || outcomes.indexOf(outcome) > outcomes.indexOf(before.outcome)) found.set(index, { outcome, detail });
  };
  for (let next = from; next < to;) {
    const ended = await attempt([module, reader, String(seed), String(next), String(to)], note);
    next = ended === null ? to : ended + 1;
  }
  return found;
}

/** What comes of one file as it is. @returns {Promise<{ outcome: string, detail: string }>} */
export async function watchFile(reader, path) {
  const seen = [];
  await attempt([ourReaders, reader, "file", path], (_, outcome, detail) => seen.push({ outcome, detail }));
  return seen.sort((a, b) => outcomes.indexOf(b.outcome) - outcomes.indexOf(a.outcome))[0];
}
