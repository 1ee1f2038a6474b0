import { beforeAll, describe, expect, test } from "@jest/globals";
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createMlflowClient, type MlflowClient, type Run } from "@liftjs/mlflow-js-client";
import { colourFolder, temporaryFolder, tinyCell, writeGrid } from "./helpers.js";

const uri = process.env["MLFLOW_TEST_URI"];
const withServer = uri === undefined ? describe.skip : describe;
const command = (name: string, args: string[]) => {
  const file = join(process.cwd(), `packages/run-grid/dist/bin/${name}.js`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
};

withServer("a grid on a real MLflow server (MLFLOW_TEST_URI)", () => {
  const title = `grid ${randomUUID()}`;
  const out = temporaryFolder();
  let file: string;
  let photos: string;
  let client: MlflowClient;
  const runs = async (): Promise<{ parents: Run[]; children: Run[] }> => {
    const { id } = (await client.getExperimentByName(title))!;
    const found: Run[] = [];
    for await (const run of client.searchRuns({ experimentIds: [id] })) found.push(run);
    const isChild = (run: Run) => "mlflow.parentRunId" in run.tags;
    return { parents: found.filter((run) => !isChild(run)), children: found.filter(isChild) };
  };
  const sync = () => command("lift", ["mlflow", "sync", out, "--uri", uri!]);

  beforeAll(async () => {
    client = createMlflowClient({ uri: uri! });
    const rows = {
      tuned: { curve: true },
      "tuned, TTE": { curve: true, tte: { name: "five-crop" as const, expand: 3 } },
    };
    photos = await colourFolder();
    file = writeGrid(temporaryFolder(), { title, base: tinyCell(photos), rows });
  });

  test("with the server down the grid runs to its end, and says how to send it later", () => {
    const { status, stderr } = command("run-grid", [file, "--out", out, "--mlflow", "http://127.0.0.1:9"]);
    expect(status).toBe(0);
    expect(stderr).toContain(`later: lift mlflow sync ${out}`);
  });

  test("sent later: one run for the grid, one below it for each cell, with settings, numbers by epoch and records", async () => {
    expect(sync().stdout).toMatch(/^2 cells are in experiment/);
    const { parents, children } = await runs();
    expect(parents.map(({ name, status }) => [name, status])).toEqual([[title, "FINISHED"]]);
    expect(children.map(({ name }) => name).sort()).toEqual(["tuned", "tuned, TTE"]);
    for (const child of children) {
      expect(child.tags["mlflow.parentRunId"]).toBe(parents[0]!.id);
      expect(child.status).toBe("FINISHED");
      expect(child.params["optimizer.learningRate"]).toBe("0.05");
      expect(child.metrics.map(({ key }) => key)).toEqual(
        expect.arrayContaining(["overall", "epoch.loss", "epoch.train.overall"]),
      );
      const history = await client.getMetricHistory(child.id, "epoch.overall");
      expect(history.map(({ step }) => step).sort()).toEqual([0, 1]);
      const files = (await client.listArtifacts(child.id)).map(({ path }) => path);
      expect(files).toEqual(["adapter.json", "analysis.json", "log.txt", "metrics.jsonl", "result.json"]);
    }
    const files = (await client.listArtifacts(parents[0]!.id)).map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(["grid.json", "index.html", "results.csv", "results.tex"]));
  });

  test("sent again: nothing is added, neither by lift nor by run-grid", async () => {
    const before = await runs();
    expect(sync().stdout).toContain("0 values and 0 files were new");
    const { status, stderr } = command("run-grid", [file, "--out", out, "--mlflow", uri!]);
    expect([status, stderr]).toEqual([0, expect.stringContaining(`2 cells sent to ${uri}`)]);
    const after = await runs();
    expect(after.children).toEqual(before.children);
    expect(after.parents.map(({ id }) => id)).toEqual(before.parents.map(({ id }) => id));
    expect(await client.getMetricHistory(after.children[0]!.id, "epoch.loss")).toHaveLength(2);
  });

  test("cells that are added later go below the same run", async () => {
    const { status, stderr } = command("run-grid", [file, "--out", out, "--seeds", "2", "--mlflow", uri!]);
    expect([status, stderr]).toEqual([0, expect.stringContaining(`4 cells sent to ${uri}`)]);
    const { parents, children } = await runs();
    expect([parents.length, children.length]).toEqual([1, 4]);
    expect(new Set(children.map((child) => child.tags["mlflow.parentRunId"]))).toEqual(new Set([parents[0]!.id]));
  });

  test("a cell that fails is a failed run, which says why", async () => {
    const rows = { shaky: { optimizer: { learningRate: 1e30 } } };
    const broken = writeGrid(temporaryFolder(), { title, base: tinyCell(photos), rows });
    const folder = temporaryFolder();
    const sent = command("run-grid", [broken, "--out", folder, "--mlflow", uri!]);
    expect([sent.status, sent.stderr]).toEqual([1, expect.stringContaining("0 cells sent")]);
    const find = async () => (await runs()).children.filter(({ name }) => name === "shaky");
    const [failed] = await find();
    expect([failed!.status, failed!.tags["lift.state"]]).toEqual([
      "FAILED",
      expect.stringContaining("failed (NUMERIC): the loss"),
    ]);
    expect((await client.listArtifacts(failed!.id)).map(({ path }) => path)).toEqual([
      `${failed!.tags["lift.training"]}.json`,
      "log.txt",
    ]);
    expect(command("lift", ["mlflow", "sync", folder, "--uri", uri!]).stdout).toContain(
      "0 values and 0 files were new",
    );
  });

  test("while a grid runs, cells reach the server as they end", async () => {
    const rows = { short: {}, long: { epochs: 400, optimizer: { learningRate: 0.01 } } };
    const slow = writeGrid(temporaryFolder(), { title, base: tinyCell(photos), rows });
    const file = join(process.cwd(), "packages/run-grid/dist/bin/run-grid.js");
    const child = spawn(process.execPath, [file, slow, "--out", temporaryFolder(), "--mlflow", uri!]);
    const ended = new Promise((done) => child.on("close", done));
    const short = async () => (await runs()).children.find(({ name }) => name === "short");
    while (child.exitCode === null && (await short())?.status !== "FINISHED") await pause(300);
    expect(child.exitCode).toBeNull();
    child.kill("SIGINT");
    expect(await ended).toBe(130);
  });
});
