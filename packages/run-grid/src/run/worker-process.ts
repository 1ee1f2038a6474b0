import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { processState } from "./process-state.js";
import type { FromWorker, ToWorker, WorkerSettings } from "./worker-protocol.js";

const workerFile = fileURLToPath(new URL("./worker.js", import.meta.url));

/** How a process ended; `error` where it could not even begin. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** One worker process. */
export interface WorkerProcess {
  /** Tell it something; one that has left hears nothing. */
  send(message: ToWorker): void;
  kill(): void;
  /** What the system says of it. */
  state(): string | null;
  readonly ended: Promise<Ending>;
}

const living = new Set<() => void>();
let listening = false;

function endWithThisProcess(kill: () => void): void {
  if (!listening) process.on("exit", () => living.forEach((end) => end()));
  listening = true;
  living.add(kill);
}

/** Start a worker; it ends with this process, however that ends. */
export function startWorker(settings: WorkerSettings, heard: (message: FromWorker) => void): WorkerProcess {
  const threads = String(settings.threads);
  const child = fork(workerFile, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads },
  });
  const kill = (): void => void child.kill("SIGKILL");
  endWithThisProcess(kill);
  child.on("message", (message) => heard(message as FromWorker));
  const ended = new Promise<Ending>((done) => {
    child.once("exit", (code, signal) => done({ code, signal }));
    child.on("error", (error) => {
      if (child.pid === undefined) done({ code: null, signal: null, error }); // else its exit follows
    });
  });
  void ended.then(() => living.delete(kill));
  // A worker may leave between the question whether it is there and the message: the callback takes the error, and its exit says the rest.
  const send = (message: ToWorker): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  send({ type: "settings", settings });
  return { send, kill, ended, state: () => processState(child.pid) };
}
