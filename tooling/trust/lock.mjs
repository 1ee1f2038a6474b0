/**
 * Two processes want a lock that a dead process has left, again and again: exactly one may get it.
 *   node tooling/trust/lock.mjs [rounds, 2000 unless given] [kernel|file, kernel unless given]
 * Every tenth round the one that has it is killed outright, and the other must be able to take it.
 * Ends with `N rounds: N double, N nobody, N not taken after a kill`; exit code 1 unless all are 0.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);
const [first, second, third] = process.argv.slice(2);

/** One of the two: takes or lets go, and says what became of it. */
async function contender(path, kind) {
  const { tryByKernel } = await import("../../packages/locks/dist/kernel-lock.js");
  const { tryByFile } = await import("../../packages/locks/dist/file-lock.js");
  const attempt = kind === "file" ? tryByFile : tryByKernel;
  let held = null;
  process.on("message", (message) => {
    if (message === "take") {
      const found = attempt(path);
      held = "release" in found ? found : null;
      process.send(held ? "mine" : "not mine");
    } else {
      held?.release();
      held = null;
      process.send("let go");
    }
  });
  process.send("ready");
}

const answer = (child) => new Promise((done) => child.once("message", done));
async function start(path, kind) {
  const child = fork(self, ["contender", path, kind]);
  await answer(child);
  return child;
}
const ask = (child, message) => {
  const heard = answer(child);
  child.send(message);
  return heard;
};
const kill = (child) =>
  new Promise((gone) => {
    child.once("exit", gone);
    child.kill("SIGKILL");
  });

/** What dead processes leave: a holder by the kernel or by its file, a number alone, half a text. */
function leftovers(kind, { host, namespace }) {
  const dead = { host, namespace, boot: "before", pid: 2 ** 22 + 1, start: "1", since: "", command: "" };
  const of = (by) => JSON.stringify({ ...dead, by });
  const whole = [of("kernel"), of("file"), String(dead.pid)];
  return kind === "file" ? whole : [...whole, of("kernel").slice(0, 30), ""];
}

async function rounds(count, kind) {
  const { here } = await import("../../packages/locks/dist/process-facts.js");
  const folder = mkdtempSync(join(tmpdir(), "liftjs-trust-lock-"));
  const path = join(folder, ".lock");
  const stale = leftovers(kind, here());
  const pair = [await start(path, kind), await start(path, kind)];
  const counts = { double: 0, nobody: 0, notTaken: 0 };
  for (let round = 0; round < count; round++) {
    writeFileSync(path, stale[round % stale.length]);
    const said = await Promise.all(pair.map((child) => ask(child, "take")));
    const winners = said.filter((word) => word === "mine").length;
    if (winners === 0) counts.nobody++;
    if (winners > 1) counts.double++;
    const winner = said.indexOf("mine");
    if (round % 10 === 9 && winner >= 0) {
      await kill(pair[winner]);
      if ((await ask(pair[1 - winner], "take")) !== "mine") counts.notTaken++;
      pair[winner] = await start(path, kind);
    }
    await Promise.all(pair.map((child) => ask(child, "let go")));
  }
  await Promise.all(pair.map(kill));
  rmSync(folder, { recursive: true, force: true });
  return counts;
}

if (first === "contender") await contender(second, third);
else {
  const count = Number(first ?? 2000);
  const { double, nobody, notTaken } = await rounds(count, second ?? "kernel");
  console.log(`${count} rounds: ${double} double, ${nobody} nobody, ${notTaken} not taken after a kill`);
  process.exitCode = double + nobody + notTaken ? 1 : 0;
}
