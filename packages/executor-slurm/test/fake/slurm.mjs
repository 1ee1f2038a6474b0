#!/usr/bin/env node
// A cluster of one folder, $FAKE_SLURM, that speaks as sbatch, squeue, sacct, scontrol and scancel of SLURM 22.05 do; called by one of these names.
// $FAKE_SLURM/fates.json says what befalls task i at each sitting: {"0": ["TIMEOUT"]}; without "accounting" there, sacct is as it is without a database.
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";

const folder = process.env.FAKE_SLURM;
const jobs = join(folder, "jobs");
const args = process.argv.slice(2);
const option = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const json = (path, otherwise) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : otherwise);
const place = (id) => join(jobs, `${id}.json`);
const all = () =>
  existsSync(jobs)
    ? readdirSync(jobs)
        .filter((name) => name.endsWith(".json"))
        .map((name) => json(join(jobs, name)))
    : [];
const save = (job) => {
  writeFileSync(`${place(job.id)}.part`, JSON.stringify(job));
  renameSync(`${place(job.id)}.part`, place(job.id));
};
const change = (id, by) => save({ ...json(place(id)), ...by });
const complain = (text) => (process.stderr.write(`${text}\n`), (process.exitCode = 1));

const commands = {
  sbatch() {
    mkdirSync(jobs, { recursive: true });
    if (option("partition") === "none")
      return complain(
        "sbatch: error: invalid partition specified: none\nsbatch: error: Batch job submission failed: Invalid partition name specified",
      );
    const job = String(1 + Math.max(0, ...all().map(({ job: n }) => Number(n))));
    const script = join(jobs, `${job}.sh`);
    writeFileSync(script, readFileSync(0));
    appendFileSync(join(folder, "submissions.txt"), `${args.join(" ")}\n`);
    const [first, last] = option("array").split("%")[0].split("-").map(Number);
    for (let index = first; index <= last; index++) {
      const id = `${job}_${index}`;
      save({
        id,
        job,
        index,
        script,
        comment: option("comment"),
        output: option("output").replace("%a", index),
        state: "PENDING",
      });
      spawn(process.execPath, [fileURLToPath(import.meta.url), "--sitting", id], {
        detached: true,
        stdio: "ignore",
      }).unref();
    }
    process.stdout.write(`${job}\n`);
  },
  squeue() {
    for (const { id, state, comment = "(null)" } of all())
      if (["PENDING", "RUNNING"].includes(state)) process.stdout.write(`${id}|${state}|None|${comment}\n`);
  },
  sacct() {
    if (!json(join(folder, "fates.json"), {}).accounting) return complain("Slurm accounting storage is disabled");
    const { state } = json(place(option("jobs")));
    process.stdout.write(`${option("jobs")}|${state === "CANCELLED" ? "CANCELLED by 0" : state}\n`);
  },
  scontrol() {
    const found = json(place(args[2]));
    if (!found) return complain("slurm_load_jobs error: Invalid job id specified");
    process.stdout.write(
      `JobId=9 ArrayJobId=${found.job} ArrayTaskId=${found.index} JobName=lift\n   UserId=root(0)\n   JobState=${found.state} Reason=None Dependency=(null)\n`,
    );
  },
  scancel() {
    for (const id of args.filter((arg) => !arg.startsWith("--"))) {
      const { state, pid } = json(place(id), {});
      if (!["PENDING", "RUNNING"].includes(state) || (option("state") && state !== option("state"))) continue;
      change(id, { end: "CANCELLED", ...(pid ? {} : { state: "CANCELLED" }) });
      if (pid) process.kill(pid, "SIGTERM");
    }
  },
};

/** How a fate ends a job that runs: told to save and end, or killed. */
const blows = {
  TIMEOUT: "SIGTERM",
  PREEMPTED: "SIGTERM",
  OUT_OF_MEMORY: "SIGKILL",
  FAILED: "SIGKILL",
  NODE_FAIL: "SIGKILL",
  CANCELLED: "SIGTERM",
};

/** One job's life, in a process of its own. */
function sit(id) {
  const { script, output, index, job } = json(place(id));
  const fates = json(join(folder, "fates.json"), {})[index] ?? [];
  const sitting = readFileSync(join(folder, "submissions.txt"), "utf8").trim().split("\n").length;
  const fate = fates[sitting - 1];
  const log = openSync(output, "a");
  const child = spawn("sh", [script], {
    env: { ...process.env, SLURM_ARRAY_TASK_ID: index, SLURM_JOB_ID: job },
    stdio: ["ignore", log, log],
  });
  change(id, { state: "RUNNING", pid: child.pid });
  const running = () =>
    /"progress"/.test(
      existsSync(output.replace(".log", ".state.json"))
        ? readFileSync(output.replace(".log", ".state.json"), "utf8")
        : "",
    );
  const watch = setInterval(() => fate && running() && (clearInterval(watch), child.kill(blows[fate])), 50);
  child.on("exit", (code) => {
    clearInterval(watch);
    change(id, { state: json(place(id)).end ?? fate ?? (code === 0 ? "COMPLETED" : "FAILED") });
  });
}

if (args[0] === "--sitting") sit(args[1]);
else commands[basename(process.argv[1])]();
