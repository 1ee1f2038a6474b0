/**
 * Trainings are stopped at random moments, in every way in which a system or a person stops them, and run again:
 * nothing may be lost, nothing done twice, and every number must be bit-equal to an undisturbed run's.
 *   node tooling/trust/kill.mjs [--rounds N, 20 for each executor] [--seed N] [--executors inline,process,slurm] [--epochs N]
 * Every stop lands inside a training: it comes a random time after an epoch was recorded, while a cell has no result yet.
 * `slurm` needs a cluster (tooling/ci/slurm.mjs starts one) and is left out, and named, where `sbatch` is not there.
 * One that comes too late is made again. Ends with one line of counts; exit code 1 unless all that is wrong is 0 and every stop landed.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1e6) },
    executors: { type: "string", default: "inline,process,slurm" },
    epochs: { type: "string", default: "30" },
  },
});
const [rounds, epochs] = [Number(flags.rounds), Number(flags.epochs)];
const root = fileURLToPath(new URL("../../", import.meta.url));
const command = join(root, "packages/run-grid/dist/bin/run-grid.js");
const work = mkdtempSync(join(tmpdir(), "liftjs-trust-kill-"));

/** Mulberry32, so that a seed gives the same moments again, as far as the machine does. */
let state = Number(flags.seed) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const colours = { red: 9, green: 5, blue: 3 };

/** A few coloured pictures and a grid of four small trainings on them. */
async function makeGrid() {
  const sharp = createRequire(join(root, "packages/run-grid/package.json"))("sharp");
  for (const [label, [name, n]] of Object.entries(colours).entries())
    for (const [split, count] of [
      ["train", n],
      ["test", 4],
    ]) {
      const folder = join(work, "photos", split, name);
      mkdirSync(folder, { recursive: true });
      for (let i = 0; i < count; i++) {
        const value = (_, k) => (k % 3 === label ? 200 : 40) + ((k * 31 + i * 17) % 40);
        const raw = { width: 12, height: 12, channels: 3 };
        await sharp(Uint8Array.from({ length: 432 }, value), { raw })
          .png()
          .toFile(join(folder, `${i}.png`));
      }
    }
  const base = {
    dataset: { name: "folder", path: join(work, "photos") },
    backbone: { family: "vit", width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 },
    peft: { name: "adaptformer", bottleneck: 2 },
    initializer: "class-mean",
    augmentation: "minimalist",
    epochs,
    batch: 6,
    optimizer: { learningRate: 0.05 },
  };
  const rows = { adaptformer: {}, lora: { peft: "lora" } };
  const cells = `cells(add: any) { for (const [row, s] of Object.entries(${JSON.stringify(rows)})) add(row, s); }`;
  writeFileSync(join(work, "grid.ts"), `export default { title: "kill", base: ${JSON.stringify(base)}, ${cells} };\n`);
}

const argsFor = (out, executor) => [
  command,
  join(work, "grid.ts"),
  "--out",
  out,
  "--executor",
  executor,
  "--engine",
  "cpu",
];
const start = (out, executor) => {
  const workers = executor === "inline" ? [] : ["--workers", "2"];
  const child = spawn(process.execPath, [...argsFor(out, executor), ...workers], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  child.said = "";
  child.stderr.on("data", (chunk) => (child.said += chunk));
  child.ended = new Promise((done) => child.once("close", (code, signal) => done(code ?? signal)));
  return child;
};

const list = (folder) => (existsSync(folder) ? readdirSync(folder) : []);
const linesOf = (path) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length : 0);
/** Epochs that are recorded, and cells that have a result. */
const epochsIn = (out) =>
  list(join(out, "trainings")).reduce((n, id) => n + linesOf(join(out, "trainings", id, "metrics.jsonl")), 0);
const resultsIn = (out) => list(join(out, "cells")).filter((id) => existsSync(join(out, "cells", id, "result.json")));
const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** What a grid has come to: every cell's numbers and every adapter's bytes. */
function essence(out) {
  const metrics = resultsIn(out).map((id) => [
    id,
    JSON.parse(readFileSync(join(out, "cells", id, "result.json"), "utf8")).metrics,
  ]);
  const adapters = list(join(out, "trainings")).map((id) => [
    id,
    digest(join(out, "trainings", id, "adapter.safetensors")),
  ]);
  return JSON.stringify([metrics, adapters]);
}
/** Epochs that a curve holds twice or not at all. */
function wrongEpochs(out) {
  const curves = list(join(out, "trainings")).map((id) =>
    readFileSync(join(out, "trainings", id, "metrics.jsonl"), "utf8"),
  );
  const numbers = curves.map((text) =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).epoch)
      .join(),
  );
  const wanted = Array.from({ length: epochs }, (_, i) => i).join();
  return numbers.filter((found) => found !== wanted).length;
}

/** Ways to stop a run, and the exit codes that they may have; the whole group is met, as by a terminal. */
const group = (child, signal) => process.kill(-child.pid, signal);
const stops = {
  SIGKILL: { stop: (child) => group(child, "SIGKILL"), codes: ["SIGKILL"] },
  SIGTERM: { stop: (child) => process.kill(child.pid, "SIGTERM"), codes: [130, 0] },
  SIGINT: { stop: (child) => group(child, "SIGINT"), codes: [130, 0] },
  "SIGINT twice": {
    async stop(child) {
      group(child, "SIGINT");
      await pause(30 * random());
      group(child, "SIGINT");
    },
    codes: [130, 0],
  },
  "SIGSTOP and SIGCONT": {
    async stop(child) {
      group(child, "SIGSTOP");
      await pause(200 + 300 * random());
      group(child, "SIGCONT");
    },
    codes: [0, 1],
  },
};

/** Wait for an epoch that is new. @returns whether a training runs now */
async function intoTraining(child, out, before) {
  while (child.exitCode === null && child.signalCode === null && epochsIn(out) <= before) await pause(5);
  await pause(400 * random());
  return child.exitCode === null && child.signalCode === null && resultsIn(out).length < 2;
}

const run = (out, executor) => spawnSync(process.execPath, argsFor(out, executor), { encoding: "utf8" });

async function disturb(executor, counts, expected) {
  let out = null;
  for (let round = 0; round < rounds; round++) {
    out ??= mkdtempSync(join(work, "out-"));
    const [name, { stop, codes }] = Object.entries(stops)[round % Object.keys(stops).length];
    const child = start(out, executor);
    if (await intoTraining(child, out, epochsIn(out))) {
      await stop(child);
      counts.landed++;
    } else if (++counts.missed < rounds) round--; // it was over too soon: once more
    const code = await child.ended;
    if (!codes.includes(code) && code !== 0) {
      counts.wrongCode++;
      console.log(`${executor}, ${name}: exit ${code}\n${child.said.slice(-600)}`);
    }
    if (resultsIn(out).length < 2 && random() < 0.6) continue; // the same folder is stopped again
    check(out, executor, counts, expected);
    out = null;
  }
  if (out) check(out, executor, counts, expected);
}

/** Run to the end and compare. */
function check(out, executor, counts, expected) {
  const { status, stderr } = run(out, executor);
  if (status !== 0) {
    counts.lost++;
    console.log(`${executor}: exit ${status} at the end\n${stderr.slice(-600)}`);
  } else {
    if (essence(out) !== expected) counts.unequal++;
    counts.double += wrongEpochs(out);
  }
  counts.folders++;
  rmSync(out, { recursive: true, force: true });
}

try {
  await makeGrid();
  const calm = mkdtempSync(join(work, "calm-"));
  const first = run(calm, "inline");
  if (first.status !== 0) throw new Error(`the undisturbed run failed: ${first.stderr}`);
  const expected = essence(calm);
  let asked = 0;
  const counts = { landed: 0, missed: 0, folders: 0, lost: 0, double: 0, unequal: 0, wrongCode: 0 };
  for (const executor of flags.executors.split(",")) {
    if (executor === "slurm" && spawnSync("sbatch", ["--version"]).error)
      console.log("slurm: left out, there is no sbatch here");
    else {
      asked += rounds;
      await disturb(executor, counts, expected);
    }
  }
  const { landed, missed, folders, lost, double, unequal, wrongCode } = counts;
  console.log(
    `seed ${flags.seed}: ${landed} of ${asked} stops inside a training, ${missed} too late and made again, ${folders} folders: ${lost} lost, ${double} double, ${unequal} unequal, ${wrongCode} wrong exit codes`,
  );
  process.exitCode = lost + double + unequal + wrongCode || landed < asked ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}
