import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createMlflowClient } from "../src/client.js";
import { connectionFrom } from "../src/environment.js";
import { MlflowError } from "../src/errors.js";
import type { ConnectionOptions } from "../src/http.js";
import { retryAfterMs } from "../src/retry.js";
import { runAnswer, StandIn, type Answer, type Seen } from "./helpers/stand-in.js";

let server: StandIn | undefined;
const pauses: number[] = [];
afterEach(async () => {
  await server?.stop();
  server = undefined;
  pauses.length = 0;
});

async function clientOf(answer: (request: Seen, number: number) => Answer, options: Partial<ConnectionOptions> = {}) {
  await server?.stop();
  server = new StandIn(answer);
  const retry = { sleep: async (ms: number) => void pauses.push(ms), ...options.retry };
  return createMlflowClient({ uri: await server.start(), ...options, retry });
}
const error = (code: string, message = "no") => ({ error_code: code, message });

describe("connections", () => {
  test.each([[500], [502], [503], [429], [408]])(
    "are tried again after HTTP %i, with growing pauses",
    async (status) => {
      const client = await clientOf((_, n) => (n < 3 ? { status, text: "busy" } : { json: runAnswer("r") }));
      expect((await client.getRun("r")).id).toBe("r");
      expect(pauses).toEqual([250, 500, 1000]);
    },
  );

  test("are tried again after a lost connection", async () => {
    const client = await clientOf((_, n) => (n < 2 ? { hangUp: true } : { json: runAnswer("r") }));
    expect((await client.getRun("r")).id).toBe("r");
  });

  test("wait as long as the server asks, within bounds", async () => {
    const client = await clientOf((_, n) =>
      n === 0 ? { status: 429, headers: { "retry-after": "3" } } : { json: runAnswer("r") },
    );
    await client.getRun("r");
    expect(pauses).toEqual([3000]);
    expect(retryAfterMs("Wed, 21 Oct 2015 07:28:00 GMT", Date.parse("Wed, 21 Oct 2015 07:27:58 GMT"))).toBe(2000);
    expect([retryAfterMs(null, 0), retryAfterMs("soon", 0)]).toEqual([undefined, undefined]);
  });

  test("give up after the last try, with the last error", async () => {
    const client = await clientOf(() => ({ status: 503, text: "down" }), { retry: { attempts: 3 } });
    await expect(client.getRun("r")).rejects.toMatchObject({ code: "HTTP", status: 503, request: "GET runs/get" });
    expect(server!.seen).toHaveLength(3);
  });

  test("are not tried again for what will not pass", async () => {
    const client = await clientOf(() => ({ status: 404, json: error("RESOURCE_DOES_NOT_EXIST", "Run 'r' not found") }));
    await expect(client.getRun("r")).rejects.toMatchObject({
      code: "RESOURCE_DOES_NOT_EXIST",
      message: expect.stringMatching(/Run 'r' not found/),
    });
    expect(server!.seen).toHaveLength(1);
  });

  test("say that nobody is there", async () => {
    const client = createMlflowClient({ uri: "http://127.0.0.1:9", retry: { attempts: 1 } });
    await expect(client.getRun("r")).rejects.toMatchObject({
      code: "UNREACHABLE",
      message: expect.stringMatching(/cannot be reached/),
    });
  });

  test("are tried again after a body that was cut off, and then say so by a code", async () => {
    const client = await clientOf((_, n) => (n < 2 ? { cut: true } : { json: runAnswer("r") }));
    expect((await client.getRun("r")).id).toBe("r");
    const never = await clientOf(() => ({ cut: true }), { retry: { attempts: 2 } });
    await expect(never.getRun("r")).rejects.toMatchObject({ code: "UNREACHABLE", request: "GET runs/get" });
  });

  test("end when the client's time is up, whatever is tried again", async () => {
    const began = performance.now();
    const client = await clientOf(() => ({ status: 503, text: "busy" }), {
      totalMs: 300,
      retry: { attempts: 1e9, sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 20))) },
    });
    await expect(client.getRun("r")).rejects.toMatchObject({ code: "OUT_OF_TIME" });
    expect(performance.now() - began).toBeLessThan(3000);
  });

  test("end when the caller says so", async () => {
    const stop = new AbortController();
    const client = await clientOf(() => ({ afterMs: 5000 }), { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(client.getRun("r")).rejects.toMatchObject({ code: "STOPPED" });
  });

  test("a server that names the same page again and again is not asked for ever", async () => {
    const client = await clientOf(() => ({ json: { files: [], next_page_token: "again" } }));
    await expect(client.listArtifacts("r")).rejects.toMatchObject({ code: "BAD_ANSWER" });
    expect(server!.seen.length).toBeLessThan(4);
    const other = await clientOf(() => ({ json: { metrics: [], next_page_token: "again" } }));
    await expect(other.getMetricHistory("r", "loss")).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });

  test("take credentials from the address or the environment", () => {
    const env = { MLFLOW_TRACKING_USERNAME: "ann", MLFLOW_TRACKING_PASSWORD: "pw" };
    expect(connectionFrom("http://h:5", env)).toEqual({ uri: "http://h:5", username: "ann", password: "pw" });
    expect(connectionFrom("http://h:5", { ...env, MLFLOW_TRACKING_TOKEN: "t" })).toEqual({
      uri: "http://h:5",
      token: "t",
    });
    expect(connectionFrom("http://bob:p%40@h:5/x", env)).toEqual({
      uri: "http://h:5/x",
      username: "bob",
      password: "p@",
    });
    expect(connectionFrom("http://h:5", {})).toEqual({ uri: "http://h:5" });
  });

  test("say that there was no answer in time", async () => {
    const client = await clientOf(() => ({ afterMs: 2000 }), { timeoutMs: 50, retry: { attempts: 1 } });
    await expect(client.getRun("r")).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  test("explain a bare 403 by the check of host names", async () => {
    const client = await clientOf(() => ({ status: 403, text: "Invalid Host header" }));
    await expect(client.getRun("r")).rejects.toMatchObject({
      code: "HOST_REFUSED",
      message: expect.stringMatching(/--allowed-hosts/),
    });
  });

  test.each([
    ["HTML", { text: "<html>" }, /is not JSON/],
    ["something else", { json: { run: 3 } }, /is not what MLflow answers/],
  ])("refuse an answer of %s", async (_, answer, message) => {
    const client = await clientOf(() => answer);
    await expect(client.getRun("r")).rejects.toMatchObject({
      code: "BAD_ANSWER",
      message: expect.stringMatching(message),
    });
  });

  test("carry a token or a name and password", async () => {
    await (await clientOf(() => ({ json: runAnswer("r") }), { token: "t0" })).getRun("r");
    expect(server!.seen[0]!.headers.authorization).toBe("Bearer t0");
    await server!.stop();
    await (await clientOf(() => ({ json: runAnswer("r") }), { username: "ann", password: "pw" })).getRun("r");
    expect(server!.seen[0]!.headers.authorization).toBe(`Basic ${Buffer.from("ann:pw").toString("base64")}`);
  });

  test.each(["localhost:5000", "file:///mlruns", "", "sqlite:///x.db"])("to %j are refused", (uri) => {
    expect(() => createMlflowClient({ uri })).toThrow(expect.objectContaining({ code: "INVALID" }));
  });

  test("errors are recognised across copies", () => {
    expect([
      MlflowError.is(new MlflowError("HTTP", "x")),
      MlflowError.is(new Error("x")),
      MlflowError.is(null),
    ]).toEqual([true, false, false]);
  });
});

describe("experiments", () => {
  const experiment = { experiment: { experiment_id: "7", name: "lift", lifecycle_stage: "active" } };

  test("are made where there is none", async () => {
    const client = await clientOf(({ url }) =>
      url.includes("get-by-name")
        ? { status: 404, json: error("RESOURCE_DOES_NOT_EXIST") }
        : { json: { experiment_id: "7" } },
    );
    expect(await client.ensureExperiment("lift", { team: "x" })).toBe("7");
    expect(server!.bodies[1]).toEqual({ name: "lift", tags: [{ key: "team", value: "x" }] });
  });

  test("are found where another process was quicker", async () => {
    const client = await clientOf(({ url }, n) => {
      if (url.includes("create")) return { status: 400, json: error("RESOURCE_ALREADY_EXISTS") };
      return n === 0 ? { status: 404, json: error("RESOURCE_DOES_NOT_EXIST") } : { json: experiment };
    });
    expect(await client.ensureExperiment("lift")).toBe("7");
  });

  test("that were deleted are said to be", async () => {
    const client = await clientOf(() => ({
      json: { experiment: { ...experiment.experiment, lifecycle_stage: "deleted" } },
    }));
    await expect(client.ensureExperiment("lift")).rejects.toMatchObject({
      code: "INVALID",
      message: expect.stringMatching(/was deleted/),
    });
  });
});

describe("runs", () => {
  test("are made under a parent, and not made twice when an answer is lost", async () => {
    const client = await clientOf((_, n) => (n === 0 ? { hangUp: true } : { json: runAnswer("r") }));
    await expect(client.createRun({ experimentId: "7", parentRunId: "p", startTime: 5 })).rejects.toMatchObject({
      code: "UNREACHABLE",
    });
    expect(server!.bodies).toEqual([
      { experiment_id: "7", start_time: 5, tags: [{ key: "mlflow.parentRunId", value: "p" }] },
    ]);
  });

  test("with a key are looked for first, and again when the answer to making one is lost", async () => {
    let made = false;
    const client = await clientOf(({ url }) => {
      if (url.includes("search")) return { json: made ? { runs: [runAnswer("r").run] } : {} };
      made = true;
      return { hangUp: true };
    });
    const run = await client.ensureRun({ experimentId: "7", key: { tag: "lift.cell", value: "it's" } });
    expect(run.id).toBe("r");
    expect(server!.seen.filter(({ url }) => url.includes("create"))).toHaveLength(1);
    expect(server!.bodies[0]).toMatchObject({ filter: 'tags.`lift.cell` = "it\'s"' });
  });

  test("with a key that no filter can hold are refused", async () => {
    const client = createMlflowClient({ uri: "http://127.0.0.1:9" });
    await expect(client.ensureRun({ experimentId: "7", key: { tag: "k", value: `'"` } })).rejects.toMatchObject({
      code: "INVALID",
    });
  });

  test("that are there are not made", async () => {
    const client = await clientOf(() => ({ json: { runs: [runAnswer("old").run] } }));
    expect((await client.ensureRun({ experimentId: "7", key: { tag: "k", value: "v" } })).id).toBe("old");
    expect(server!.seen).toHaveLength(1);
  });

  test("are searched page after page, and no further than is read", async () => {
    const client = await clientOf((_, n) => ({
      json: {
        runs: [runAnswer(`r${2 * n}`).run, runAnswer(`r${2 * n + 1}`).run],
        ...(n < 2 && { next_page_token: `p${n + 1}` }),
      },
    }));
    const ids: string[] = [];
    for await (const { id } of client.searchRuns({
      experimentIds: ["7"],
      filter: "metrics.overall > 70",
      orderBy: ["metrics.overall DESC"],
      pageSize: 2,
    }))
      ids.push(id);
    expect(ids).toEqual(["r0", "r1", "r2", "r3", "r4", "r5"]);
    expect(server!.bodies[1]).toEqual({
      experiment_ids: ["7"],
      max_results: 2,
      filter: "metrics.overall > 70",
      order_by: ["metrics.overall DESC"],
      page_token: "p1",
    });
    for await (const { id } of client.searchRuns({ experimentIds: ["7"] })) {
      expect(id).toBe("r6");
      break;
    }
    expect(server!.seen).toHaveLength(4);
  });

  test("end with a status and a time", async () => {
    const client = await clientOf(() => ({ json: { run_info: {} } }));
    await client.updateRun("r", { status: "FINISHED", endTime: 9 });
    await client.deleteRun("r");
    expect(server!.bodies).toEqual([{ run_id: "r", status: "FINISHED", end_time: 9 }, { run_id: "r" }]);
  });

  test("log large batches in several requests", async () => {
    const client = await clientOf(() => ({}));
    await client.logBatch("r", {
      metrics: Array.from({ length: 2500 }, (_, step) => ({ key: "loss", value: step, timestamp: 1, step })),
      params: { a: "1" },
    });
    expect(server!.bodies.map((body) => (body as { metrics: unknown[] }).metrics.length)).toEqual([999, 1000, 501]);
  });

  test("give a metric's history with numbers that JSON does not have", async () => {
    const page = (n: number) => ({
      metrics: [{ key: "loss", value: n === 0 ? "NaN" : 2, timestamp: "17", step: String(n) }],
      ...(n === 0 && { next_page_token: "next" }),
    });
    const client = await clientOf((_, n) => ({ json: page(n) }));
    expect(await client.getMetricHistory("r", "loss")).toEqual([
      { key: "loss", value: NaN, timestamp: 17, step: 0 },
      { key: "loss", value: 2, timestamp: 17, step: 1 },
    ]);
  });
});

describe("syncing", () => {
  const there = runAnswer("r", {
    params: { lr: "0.01", epochs: "10" },
    tags: { state: "old" },
    metrics: [{ key: "loss", value: 1, timestamp: 1, step: 1 }],
  });
  const metrics = [0, 1, 2].map((step) => ({ key: "loss", value: step, timestamp: 1, step }));

  test("sends what is lacking, and reports params that differ", async () => {
    const client = await clientOf(({ url }) => {
      if (url.includes("runs/get")) return { json: there };
      return url.includes("get-history") ? { json: { metrics: metrics.slice(0, 2) } } : {};
    });
    const result = await client.syncRun("r", {
      metrics,
      params: { lr: "0.02", epochs: "10", peft: "lora" },
      tags: { state: "new" },
    });
    expect(result).toEqual({ metrics: 1, params: 1, tags: 1, conflicts: [{ key: "lr", there: "0.01", here: "0.02" }] });
    expect(server!.bodies.at(-1)).toEqual({
      run_id: "r",
      metrics: [{ key: "loss", value: 2, timestamp: 1, step: 2 }],
      params: [{ key: "peft", value: "lora" }],
      tags: [{ key: "state", value: "new" }],
    });
  });

  test("sends nothing when nothing is lacking", async () => {
    const client = await clientOf(({ url }) => (url.includes("runs/get") ? { json: there } : { json: { metrics } }));
    expect(await client.syncRun("r", { metrics, params: { lr: "0.01" }, tags: { state: "old" } })).toEqual({
      metrics: 0,
      params: 0,
      tags: 0,
      conflicts: [],
    });
    expect(server!.seen.map(({ method }) => method)).toEqual(["GET", "GET"]);
  });
});

describe("artifacts", () => {
  const run = { id: "r", artifactUri: "mlflow-artifacts:/7/r/artifacts" };

  test("go through the server to the run's folder, bytes as they are", async () => {
    const client = await clientOf(() => ({}));
    await client.uploadArtifact(run, "figures/a b.svg", "<svg/>");
    const file = join(mkdtempSync(join(tmpdir(), "mlflow-")), "x.bin");
    writeFileSync(file, Buffer.from([0, 255, 1]));
    await client.uploadFile({ id: "r", artifactUri: "mlflow-artifacts://host:80/7/r/artifacts/" }, "x.bin", file);
    expect(server!.seen.map(({ method, url, body }) => [method, url, body.toString("latin1")])).toEqual([
      ["PUT", "/api/2.0/mlflow-artifacts/artifacts/7/r/artifacts/figures/a%20b.svg", "<svg/>"],
      ["PUT", "/api/2.0/mlflow-artifacts/artifacts/7/r/artifacts/x.bin", "\0\xff\x01"],
    ]);
  });

  test("are sent again whole after a failure", async () => {
    const client = await clientOf((_, n) => (n === 0 ? { status: 500 } : {}));
    await client.uploadArtifact(run, "a.txt", "hello");
    expect(server!.seen.map(({ body }) => body.toString())).toEqual(["hello", "hello"]);
  });

  test("come back as bytes, and are listed page after page", async () => {
    const client = await clientOf(({ url }, n) => {
      if (!url.includes("list")) return { text: Buffer.from([1, 200]) };
      return {
        json: {
          root_uri: "x",
          files: [{ path: `f${n}`, is_dir: false, file_size: "3" }],
          ...(n === 1 && { next_page_token: "t" }),
        },
      };
    });
    expect([...(await client.downloadArtifact(run, "x.bin"))]).toEqual([1, 200]);
    expect(await client.listArtifacts("r", "sub")).toEqual([
      { path: "f1", folder: false, bytes: 3 },
      { path: "f2", folder: false, bytes: 3 },
    ]);
  });

  test.each(["../x", "/x", "a//b", "a/./b", "", "a\\b"])("called %j are refused", async (path) => {
    const client = createMlflowClient({ uri: "http://127.0.0.1:9" });
    await expect(async () => client.uploadArtifact(run, path, "x")).rejects.toMatchObject({ code: "INVALID" });
  });

  test("that do not go through the server are explained", async () => {
    const client = createMlflowClient({ uri: "http://127.0.0.1:9" });
    await expect(async () =>
      client.uploadArtifact({ id: "r", artifactUri: "file:///mlruns/7/r" }, "x", "x"),
    ).rejects.toMatchObject({ code: "NO_PROXY", message: expect.stringMatching(/--serve-artifacts/) });
  });
});
