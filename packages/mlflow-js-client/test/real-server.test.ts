import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { createMlflowClient, type MlflowClient } from "../src/client.js";
import { limits, safeKey, type Metric } from "../src/limits.js";
import type { Run } from "../src/schemas.js";

const uri = process.env["MLFLOW_TEST_URI"];
const withServer = uri === undefined ? describe.skip : describe;

const metric = (key: string, step: number, value: number): Metric => ({
  key,
  value,
  step,
  timestamp: 1700000000000 + step,
});
const curve = (count: number): Metric[] =>
  Array.from({ length: count }, (_, step) => metric("loss", step, 1 / (step + 1)));

/** A fetch that calls the server by another name than its own. */
const byAnotherName: typeof fetch = (url) =>
  new Promise((done, fail) => {
    const { hostname, port, pathname, search } = new URL(url instanceof Request ? url.url : url);
    const asked = request(
      { hostname, port, path: pathname + search, headers: { host: "mlflow.example.org" } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on("data", (chunk: Buffer) => chunks.push(chunk))
          .on("end", () => done(new Response(Buffer.concat(chunks), { status: answer.statusCode! })));
      },
    );
    asked.on("error", fail).end();
  });

withServer("a real MLflow server (MLFLOW_TEST_URI)", () => {
  let client: MlflowClient;
  let experimentId: string;
  let run: Run;
  beforeAll(async () => {
    client = createMlflowClient({ uri: uri! });
    experimentId = await client.ensureExperiment(`liftjs ${randomUUID()}`, { purpose: "test" });
    run = await client.createRun({ experimentId, name: "parent" });
  });

  test("says its version", async () => {
    expect(await client.serverVersion()).toMatch(/^\d+\.\d+/);
  });

  test("gives an experiment by name, once made", async () => {
    const name = `liftjs ${randomUUID()}`;
    expect(await client.getExperimentByName(name)).toBeNull();
    const [one, two] = await Promise.all([client.ensureExperiment(name), client.ensureExperiment(name)]);
    expect(one).toBe(two);
    expect(await client.getExperimentByName(name)).toMatchObject({ id: one, name, deleted: false });
    await expect(client.createExperiment(name)).rejects.toMatchObject({ code: "RESOURCE_ALREADY_EXISTS", status: 400 });
  });

  test("takes a batch beyond every limit, split, with values as long as they may be", async () => {
    const { id } = await client.createRun({ experimentId });
    const texts = (count: number, length: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${i}`, "ä".repeat(length)]));
    await client.logBatch(id, {
      metrics: curve(2300),
      params: texts(150, limits.paramCharacters),
      tags: texts(130, limits.tagCharacters),
    });
    const logged = await client.getRun(id);
    expect(Object.keys(logged.params)).toHaveLength(150);
    expect(logged.params["key 149"]).toHaveLength(limits.paramCharacters);
    expect(Object.keys(logged.tags).filter((key) => key.startsWith("key"))).toHaveLength(130);
    expect(logged.metrics).toMatchObject([{ key: "loss", step: 2299 }]);
    const history = await client.getMetricHistory(id, "loss");
    expect(history.map(({ step }) => step).sort((a, b) => a - b)).toEqual(curve(2300).map(({ step }) => step));
  });

  test("is not changed by the same batch again", async () => {
    const { id } = await client.createRun({ experimentId });
    const batch = { metrics: curve(20), params: { lr: "0.01" }, tags: { state: "done" } };
    await client.logBatch(id, batch);
    await client.logBatch(id, batch);
    expect(await client.getMetricHistory(id, "loss")).toHaveLength(20);
  });

  test("keeps a param's first value", async () => {
    await client.logBatch(run.id, { params: { lr: "0.01" } });
    await expect(client.logBatch(run.id, { params: { lr: "0.02" } })).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
    });
    expect((await client.syncRun(run.id, { params: { lr: "0.02" } })).conflicts).toEqual([
      { key: "lr", there: "0.01", here: "0.02" },
    ]);
  });

  test("keeps numbers that JSON does not have", async () => {
    const { id } = await client.createRun({ experimentId });
    await client.logBatch(id, { metrics: [metric("a", 0, NaN), metric("b", 0, Infinity), metric("c", 0, -Infinity)] });
    const values = Object.fromEntries((await client.getRun(id)).metrics.map(({ key, value }) => [key, value]));
    expect(values["a"]).toBeNaN();
    expect(values["b"]).toBeGreaterThan(1e300);
    expect(values["c"]).toBeLessThan(-1e300);
  });

  test("takes every name that safeKey gives", async () => {
    const names = ["acc@5 (few)", "../up", "größe", "a//b", "class: 花", ".hidden", "x".repeat(300), "a/./b", "tail/"];
    const { id } = await client.createRun({ experimentId });
    await client.logBatch(id, {
      metrics: names.map((name) => metric(safeKey(name), 0, 1)),
      params: Object.fromEntries(names.map((name) => [safeKey(name), "v"])),
    });
    expect((await client.getRun(id)).metrics).toHaveLength(new Set(names.map(safeKey)).size);
  });

  test("nests runs, and finds them page after page", async () => {
    const made = [];
    for (let i = 0; i < 5; i++)
      made.push((await client.createRun({ experimentId, name: `child ${i}`, parentRunId: run.id })).id);
    const found = [];
    const filter = `tags.mlflow.parentRunId = '${run.id}'`;
    for await (const child of client.searchRuns({
      experimentIds: [experimentId],
      filter,
      orderBy: ["attributes.start_time ASC"],
      pageSize: 2,
    }))
      found.push(child.id);
    expect(found.sort()).toEqual(made.sort());
  });

  test("has one run for a key, however often it is asked for", async () => {
    const key = { tag: "liftjs.cell", value: `it's ${randomUUID()}` };
    const first = await client.ensureRun({ experimentId, key, name: "cell" });
    const second = await client.ensureRun({ experimentId, key, name: "cell" });
    expect(second.id).toBe(first.id);
    expect(second.tags["liftjs.cell"]).toBe(key.value);
  });

  test("is synced once: a second time sends nothing", async () => {
    const { id } = await client.createRun({ experimentId });
    const batch = {
      metrics: [...curve(30), metric("overall", 29, 71.5)],
      params: { peft: "lora" },
      tags: { seed: "0" },
    };
    expect(await client.syncRun(id, { ...batch, metrics: curve(10) })).toMatchObject({
      metrics: 10,
      params: 1,
      tags: 1,
    });
    expect(await client.syncRun(id, batch)).toEqual({ metrics: 21, params: 0, tags: 0, conflicts: [] });
    expect(await client.syncRun(id, batch)).toEqual({ metrics: 0, params: 0, tags: 0, conflicts: [] });
    expect(await client.getMetricHistory(id, "loss")).toHaveLength(30);
  });

  test("keeps artifacts, bytes as they are", async () => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 31) % 256);
    await client.uploadArtifact(run, "figures/large file.bin", bytes);
    await client.uploadArtifact(run, "table.md", "| ä |");
    expect(Buffer.compare(await client.downloadArtifact(run, "figures/large file.bin"), bytes)).toBe(0);
    expect(await client.listArtifacts(run.id)).toEqual([
      { path: "figures", folder: true, bytes: undefined },
      { path: "table.md", folder: false, bytes: 6 },
    ]);
    expect(await client.listArtifacts(run.id, "figures")).toMatchObject([
      { path: "figures/large file.bin", bytes: 3_000_000 },
    ]);
  });

  test("ends and deletes runs", async () => {
    const { id } = await client.createRun({ experimentId });
    await client.updateRun(id, { status: "FINISHED", endTime: 1800000000000, name: "renamed" });
    expect(await client.getRun(id)).toMatchObject({ status: "FINISHED", endTime: 1800000000000, name: "renamed" });
    await client.deleteRun(id);
    expect((await client.getRun(id)).deleted).toBe(true);
    await expect(client.getRun("no-such-run")).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
  });

  test("refuses another host's name, which the error explains", async () => {
    const other = createMlflowClient({ uri: uri!, fetch: byAnotherName });
    await expect(other.getRun(run.id)).rejects.toMatchObject({ code: "HOST_REFUSED" });
  });
});
