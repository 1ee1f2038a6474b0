import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.mjs";
import { command } from "./steps.mjs";

/** One node that is controller and worker; jobs of `urgent` push those of `batch` back into the queue. */
const configuration = (folder, { control, daemon }) => `ClusterName=lift
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${control}
SlurmdPort=${daemon}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=1,sched_interval=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=batch Nodes=ALL Default=YES State=UP PriorityTier=1 GraceTime=20
PartitionName=urgent Nodes=ALL State=UP PriorityTier=10
`;

/** A daemon in the foreground of a process of its own, its words in a file. */
function daemon(folder, program, args, env) {
  const log = openSync(join(folder, `${program}.log`), "a");
  return spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", log, log] });
}

const logOf = (folder, program) => readFileSync(join(folder, `${program}.log`), "utf8").slice(-2000);

/** Wait until the node takes jobs. */
async function ready(folder, env) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const state = await command("sinfo", ["--noheader", "--format=%T"], { env }).catch(() => "");
    if (state.startsWith("idle")) return;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(
    `the cluster did not start\n${["munged", "slurmctld", "slurmd"].map((p) => logOf(folder, p)).join("\n")}`,
  );
}

/**
 * Start a SLURM cluster of one node as root, apart from any that the machine has.
 * @param {string} folder an empty folder for its files; the path must be short enough for a socket
 * @returns {Promise<{ env: Record<string, string>, stop: () => Promise<void> }>} what commands need to find it
 */
export async function startCluster(folder) {
  for (const name of ["state", "spool"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "munge.key"), randomBytes(256), { mode: 0o400 });
  const file = join(folder, "slurm.conf");
  writeFileSync(file, configuration(folder, { control: await freePort(), daemon: await freePort() }));
  const env = { SLURM_CONF: file };
  const at = (name) => `--${name}-file=${join(folder, `munge.${name}`)}`;
  const munge = [
    "--foreground",
    "--force",
    `--socket=${join(folder, "munge.socket")}`,
    at("key"),
    at("pid"),
    at("seed"),
    at("log"),
  ];
  const running = [daemon(folder, "munged", munge, env)];
  const stop = async () => {
    for (const child of running.reverse()) {
      const gone = child.exitCode !== null || new Promise((ended) => child.on("exit", ended));
      child.kill("SIGTERM");
      await gone;
    }
  };
  try {
    running.push(daemon(folder, "slurmctld", ["-D"], env), daemon(folder, "slurmd", ["-D"], env));
    await ready(folder, env);
    return { env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
