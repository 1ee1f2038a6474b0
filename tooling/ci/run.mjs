/**
 * All checks, one after another: `npm test`, then every file tooling/ci/NN-name.mjs, which exports
 *   title  what the line says
 *   run    async ({ packed, work }) => note to add to the line; throws when the check fails
 *   manual optional: true for a check that runs only when asked for by its number
 *   needs  optional: programs and the Debian packages they come from, installed when absent: { chromium: "chromium" }
 * Ends with `N passed, N failed`, counted over the steps.
 *   node tooling/ci/run.mjs [NN …]   only these of the slower checks, without `npm test`
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { command, step } from "../lib/steps.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const only = process.argv.slice(2);
const temporary = mkdtempSync(join(tmpdir(), "liftjs-ci-"));

/** A folder of that name under the run's temporary folder. */
function work(name) {
  const folder = join(temporary, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

let packing;
/** All packages packed, once for all checks. */
const packed = async () => {
  const { packAll } = await import("../lib/pack.mjs");
  return (packing ??= packAll(work("packed")));
};

const has = (program) =>
  command(program, ["--version"]).then(
    () => true,
    () => false,
  );

/** Install by apt what a check needs and the machine lacks. */
async function provide(needs) {
  const absent = [];
  for (const [program, name] of Object.entries(needs)) if (!(await has(program))) absent.push(name);
  if (!absent.length) return;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await command("apt-get", ["update"], { env });
  await command("apt-get", ["install", "-y", "--no-install-recommends", ...absent], { env });
}

/** Counts of all steps, `npm test` first: what follows needs what it installed and built. */
async function all() {
  const counts = { passed: 0, failed: 0 };
  const count = (ok) => void (counts[ok ? "passed" : "failed"] += 1);
  if (!only.length) count(await step("npm test", () => command("npm", ["test"], { live: true }).then(() => undefined)));
  const files = readdirSync(here)
    .filter((name) => /^\d\d-.*\.mjs$/.test(name))
    .sort();
  for (const file of files.filter((name) => !only.length || only.some((number) => name.startsWith(number)))) {
    const check = await import(pathToFileURL(join(here, file)).href);
    if (check.manual && !only.length) continue;
    count(
      await step(check.title, async () => {
        await provide(check.needs ?? {});
        return check.run({ packed, work });
      }),
    );
  }
  return counts;
}

try {
  const { passed, failed } = await all();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
