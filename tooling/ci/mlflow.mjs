/**
 * Test packages/mlflow-js-client and what run-grid sends against a real MLflow server on this machine: a virtual environment with MLflow outside of the
 * repository, a server with a sqlite store on a free port, the test file with MLFLOW_TEST_URI, and everything taken down again.
 *   node tooling/ci/mlflow.mjs [--env FOLDER]     FOLDER keeps the environment for the next time
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { jest } from "../lib/checks.mjs";
import { freePort } from "../lib/free-port.mjs";
import { command } from "../lib/steps.mjs";

const MLFLOW = "mlflow==3.17.2";
const START_SECONDS = 120;

const { values } = parseArgs({ options: { env: { type: "string" } } });
const work = mkdtempSync(join(tmpdir(), "liftjs-mlflow-"));
const environment = values.env ? resolve(values.env) : join(work, "env");
const programs = join(environment, process.platform === "win32" ? "Scripts" : "bin");

async function install() {
  if (existsSync(join(programs, "mlflow"))) return;
  await command("python3", ["-m", "venv", environment]);
  await command(join(programs, "python"), ["-m", "pip", "install", "--quiet", MLFLOW], { seconds: 900 });
}

/** The server, in a process group of its own, so that its workers end with it. */
function start(port) {
  const store = [
    "--backend-store-uri",
    `sqlite:///${join(work, "mlflow.db")}`,
    "--artifacts-destination",
    join(work, "artifacts"),
  ];
  const args = ["server", ...store, "--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  const env = { ...process.env, GIT_PYTHON_REFRESH: "quiet" };
  return spawn(join(programs, "mlflow"), args, { cwd: work, env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
}

async function answers(uri, server) {
  for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end;) {
    if (server.exitCode !== null) return false;
    const healthy = await fetch(`${uri}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return true;
    await new Promise((done) => setTimeout(done, 300));
  }
  return false;
}

let server;
try {
  await install();
  const port = await freePort();
  const uri = `http://127.0.0.1:${port}`;
  server = start(port);
  let said = "";
  server.stderr.on("data", (chunk) => (said = (said + chunk).slice(-4000)));
  if (!(await answers(uri, server))) throw new Error(`the MLflow server did not start\n${said}`);
  await jest(["packages/mlflow-js-client/test/real-server.test.ts", "packages/run-grid/test/mlflow.test.ts"], {
    env: { MLFLOW_TEST_URI: uri },
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (server?.pid && server.exitCode === null) process.kill(-server.pid, "SIGTERM");
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}
