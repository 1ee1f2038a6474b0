/**
 * Run a small grid on a real SLURM cluster of one node that is started for it, as root, and stopped at the end: job arrays; one job is killed
 * without a word, another is told to end before its time is up; both are submitted again, and every number is that of a run without a cluster.
 *   node tooling/ci/slurm.mjs        needs slurmctld, slurmd and munged (Debian: apt-get install slurm-wlm munge)
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";
import { startCluster } from "../lib/slurm-cluster.mjs";
import { command, root } from "../lib/steps.mjs";

const runGrid = join(root, "packages/run-grid/dist/bin/run-grid.js");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A grid of three trainings and four cells on twelve-pixel pictures; two of the trainings take a while. */
async function makeGrid() {
  const { colourFolder, temporaryFolder, tinyCell, writeGrid } = await tsImport(
    "../../packages/run-grid/test/helpers.ts",
    import.meta.url,
  );
  return writeGrid(temporaryFolder(), {
    title: "on a cluster",
    base: tinyCell(await colourFolder()),
    slurm: { time: "00:10:00" },
    rows: {
      adaptformer: { epochs: 300 },
      "adaptformer, TTE": { epochs: 300, tte: { name: "five-crop", expand: 3 } },
      lora: { peft: "lora", epochs: 300 },
      "head only": { peft: "none" },
    },
  });
}

/** Run the grid on the cluster; `meanwhile` may do harm. */
function onCluster(file, out, env, meanwhile) {
  return new Promise((done, fail) => {
    const args = [runGrid, file, "--out", out, "--executor", "slurm", "--workers", "2", "--slurm", "cpus-per-task=1"];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    const harm = meanwhile().catch((error) => (child.kill(), fail(new Error(`${error.message}\n${said}`))));
    child.on("close", async (code) => (await harm, done({ code, said })));
  });
}

/** Wait until task i of the first array trains and has something saved. */
async function trains(out, index) {
  const folder = join(out, "slurm", "1");
  const state = join(folder, `${index}.state.json`);
  for (const end = Date.now() + 300_000; Date.now() < end; await pause(300)) {
    if (!existsSync(state) || !JSON.parse(readFileSync(state, "utf8")).progress) continue;
    const { training } = JSON.parse(readFileSync(join(folder, "batch.json"), "utf8")).tasks[index];
    if (existsSync(join(out, "trainings", training, "state.safetensors")))
      return readFileSync(join(folder, "job.txt"), "utf8").trim();
  }
  throw new Error(`task ${index} did not begin to train`);
}

/** What is in the queue once jobs whose results are there have had a minute to end. */
async function leftInQueue(env) {
  for (const end = Date.now() + 60_000; ; await pause(1000)) {
    const left = await command("squeue", ["--noheader"], { env });
    if (left === "" || Date.now() > end) return left;
  }
}

const essence = (out) =>
  Object.fromEntries(
    readdirSync(join(out, "cells")).map((id) => {
      const { name, metrics } = JSON.parse(readFileSync(join(out, "cells", id, "result.json"), "utf8"));
      return [id, { name, metrics }];
    }),
  );

const work = mkdtempSync(join(tmpdir(), "lift-slurm-"));
let cluster;
try {
  const file = await makeGrid();
  const [calm, hurt] = [join(work, "calm"), join(work, "hurt")];
  const oneThread = { TF_NUM_INTRAOP_THREADS: "1", OMP_NUM_THREADS: "1" };
  await command(process.execPath, [runGrid, file, "--out", calm], { env: oneThread });
  cluster = await startCluster(join(work, "cluster"));
  const { env } = cluster;
  const { code, said } = await onCluster(file, hurt, env, async () => {
    const job = await trains(hurt, 0);
    const queue = await command("squeue", ["--noheader", "--format=%k"], { env });
    assert.ok(queue.split("\n").includes(join(hurt, "slurm", "1")), `the jobs are found by their folder, got ${queue}`);
    await command("scancel", ["--signal=KILL", "--batch", `${job}_0`], { env });
    await trains(hurt, 1);
    await command("scancel", ["--signal=TERM", "--batch", `${job}_1`], { env });
  });
  assert.equal(code, 0, said);
  assert.match(said, /ended as FAILED without a word; submitted again/);
  assert.match(said, /was told to end, and saved; submitted again/);
  assert.deepEqual(essence(hurt), essence(calm), "a cluster changes no number");
  const logs = readdirSync(join(hurt, "trainings")).map((id) =>
    readFileSync(join(hurt, "trainings", id, "log.txt"), "utf8"),
  );
  assert.ok(logs.filter((log) => /resumed at epoch/.test(log)).length === 2, "both went on from their checkpoints");
  assert.equal(await leftInQueue(env), "", "nothing is left in the queue");
  console.log(`${said.match(/submitted job/g).length} arrays, 4 cells, 1 job killed, 1 told to end`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await cluster?.stop();
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}
