import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, loadModel, type ReadyModel, type ServeOptions } from "@liftjs/inference";
import { containerFor } from "@liftjs/run-grid";
import sharp from "sharp";
import { temporaryFolder } from "./helpers.js";
import { trainTiny, type Tuned } from "./tuned.js";

let tuned: Tuned;
let model: ReadyModel;
let photo: Buffer;
beforeAll(async () => {
  tuned = await trainTiny();
  photo = readFileSync(join(tuned.photos, "test", "red", "0.png"));
  const folders = { data: [], weights: [], cache: temporaryFolder() };
  const limits = { maxPixels: 1e6 };
  const container = await containerFor([], null);
  model = await loadModel(tuned.training, { container, folders, engine: "cpu", limits, log: () => undefined });
}, 60_000);
afterAll(() => {
  model.dispose();
});

interface Answer {
  readonly photos: readonly {
    readonly name: string;
    readonly top: readonly { readonly class: string }[];
    readonly error?: object;
  }[];
}

/** A server for the time of one test. */
async function served(run: (address: string) => Promise<void>, options: Partial<ServeOptions> = {}): Promise<void> {
  const server = await createServer(model, { log: () => undefined, ...options });
  try {
    await run(await server.listen({ port: 0, host: "127.0.0.1" }));
  } finally {
    await server.close();
  }
}

const post = (address: string, body: NonNullable<RequestInit["body"]>, type = "image/png", query = "") =>
  fetch(`${address}/classify${query}`, { method: "POST", body, headers: { "content-type": type } });

async function bomb(): Promise<Buffer> {
  return sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: "#000" } })
    .png()
    .toBuffer();
}

describe("the server", () => {
  test("an image as the body, and several as a form; one that is no image has an error of its own", () =>
    served(async (address) => {
      const one = (await (await post(address, photo, "image/png", "?top=2")).json()) as Answer;
      const [expected] = await model.classify([new Uint8Array(photo)]);
      expect(one.photos[0]?.top).toHaveLength(2);
      expect(one.photos[0]?.top[0]?.class).toBe(expected?.top[0]?.class);
      const form = new FormData();
      form.append("photos", new Blob([photo]), "good.png");
      form.append("photos", new Blob(["no image"]), "bad.png");
      const several = (await (await fetch(`${address}/classify`, { method: "POST", body: form })).json()) as Answer;
      expect(several.photos.map((p) => [p.name, p.error !== undefined])).toEqual([
        ["good.png", false],
        ["bad.png", true],
      ]);
    }));

  test("what is wrong gets a typed answer, and the server stays up", () =>
    served(
      async (address) => {
        const codeOf = async (response: Promise<Response>) => {
          const { status, ...r } = await response.then(async (x) => ({
            status: x.status,
            ...((await x.json()) as { error: { code: string } }),
          }));
          return [status, r.error.code];
        };
        expect(await codeOf(post(address, "no image"))).toEqual([422, "DATA"]);
        expect(await codeOf(post(address, await bomb()))).toEqual([422, "DATA"]);
        expect(await codeOf(post(address, new Uint8Array(2 ** 20 + 1)))).toEqual([413, "FST_ERR_CTP_BODY_TOO_LARGE"]);
        expect(await codeOf(post(address, "{}", "application/json"))).toEqual([400, "OPTIONS"]);
        expect(await codeOf(post(address, photo, "image/png", "?top=0"))).toEqual([400, "FST_ERR_VALIDATION"]);
        expect(await codeOf(fetch(`${address}/nowhere`))).toEqual([404, "UNKNOWN_NAME"]);
        expect((await post(address, photo)).status).toBe(200);
      },
      { maxBytes: 2 ** 20 },
    ));

  test(
    "160 requests, 32 at a time: every one answered, several to a batch",
    () =>
      served(async (address) => {
        const statuses: number[] = [];
        const worker = async () => {
          for (let i = 0; i < 5; i++) {
            const response = await post(address, photo);
            await response.json();
            statuses.push(response.status);
          }
        };
        await Promise.all(Array.from({ length: 32 }, worker));
        expect(statuses).toEqual(Array.from({ length: 160 }, () => 200));
        const metrics = await (await fetch(`${address}/metrics`)).text();
        expect(metrics).toContain('lift_photos_total{outcome="classified"} 160');
        const batches = Number(/lift_batch_photos_count (\d+)/.exec(metrics)?.[1]);
        expect(batches).toBeLessThan(80);
      }),
    30_000,
  );

  test("more than may wait is refused with 503; what takes too long with 504", async () => {
    await served(
      async (address) => {
        const responses = await Promise.all(Array.from({ length: 12 }, () => post(address, photo)));
        const statuses = responses.map((r) => r.status);
        expect(statuses).toContain(503);
        expect(statuses.filter((s) => s !== 503 && s !== 200)).toEqual([]);
        expect(responses.find((r) => r.status === 503)?.headers.get("retry-after")).toBe("1");
      },
      { maxPending: 1 },
    );
    await served(async (address) => expect((await post(address, photo)).status).toBe(504), { seconds: 0.0001 });
  });

  test("health, an OpenAPI description, and an exported page at /", async () => {
    const page = mkdtempSync(join(temporaryFolder(), "page-"));
    writeFileSync(join(page, "index.html"), "<title>classify</title>");
    await served(
      async (address) => {
        expect(await (await fetch(`${address}/healthz`)).json()).toMatchObject({
          status: "ok",
          classes: model.classNames,
        });
        const api = (await (await fetch(`${address}/openapi.json`)).json()) as { openapi: string; paths: object };
        expect(api.openapi).toMatch(/^3\.1/);
        expect(api.paths).toMatchObject({ "/classify": { post: { requestBody: { content: { "image/jpeg": {} } } } } });
        expect(await (await fetch(address)).text()).toContain("classify");
      },
      { page },
    );
    await expect(createServer(model, { page: tuned.out, log: () => undefined })).rejects.toMatchObject({ code: "IO" });
  });

  test("answers what has begun when it is closed", async () => {
    const server = await createServer(model, { log: () => undefined });
    let begun = 0;
    const all = new Promise<void>((resolve) => {
      server.addHook("onRequest", (_, __, done) => {
        begun++;
        if (begun === 8) resolve();
        done();
      });
    });
    const address = await server.listen({ port: 0, host: "127.0.0.1" });
    const answers = Promise.all(Array.from({ length: 8 }, () => post(address, photo)));
    await all;
    await Promise.all([server.close(), answers]);
    expect((await answers).map((r) => r.status)).toEqual(Array.from({ length: 8 }, () => 200));
    await expect(post(address, photo)).rejects.toThrow();
  }, 20_000);

  test("lift serve listens on loopback and ends with 0 at SIGTERM", async () => {
    const bin = join(process.cwd(), "packages/run-grid/dist/bin/lift.js");
    const child = spawn(process.execPath, [bin, "serve", tuned.training, "--port", "0", "--engine", "cpu"]);
    let said = "";
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    while (!said.includes("/classify")) await once(child.stdout, "data");
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? "";
    expect((await post(address, photo)).status).toBe(200);
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
  }, 30_000);
});
