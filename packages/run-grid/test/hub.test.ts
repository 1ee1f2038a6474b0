import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hubToken, loadTuned, pullModel, pushModel, type TunedModel } from "@liftjs/inference";
import { containerFor } from "@liftjs/run-grid";
import { temporaryFolder } from "./helpers.js";
import { trainTiny, type Tuned } from "./tuned.js";

const TOKEN = "hf_standin";

interface Repository {
  readonly visibility: string;
  readonly files: Map<string, Buffer>;
}

/** A stand-in of the Hub's protocol: repositories in memory, whose files are committed in one piece. */
class Hub {
  readonly repositories = new Map<string, Repository>();
  readonly #server: Server = createServer((request, response) => {
    void this.#answer(request, response);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const path = decodeURIComponent((request.url ?? "").split("?")[0] ?? "");
    if (request.method === "POST" && request.headers.authorization !== `Bearer ${TOKEN}`)
      return void send(401, { error: "Invalid token" });
    if (path === "/api/repos/create") {
      this.#create(JSON.parse(body) as Record<string, string>, send);
      return;
    }
    const [, name = "", rest = ""] =
      /^\/api\/models\/([^/]+\/[^/]+)\/(.*)$/.exec(path) ?? /^\/([^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
    const found = this.repositories.get(name);
    if (!found) return void send(404, { error: "Repository not found" });
    if (rest.startsWith("preupload/")) {
      this.#preupload(body, send);
      return;
    }
    if (rest.startsWith("commit/")) {
      this.#commit(found, body, send);
      return;
    }
    if (rest.startsWith("tree/"))
      return void send(
        200,
        [...found.files].map(([p, data]) => ({ type: "file", path: p, size: data.length, oid: "0" })),
      );
    this.#file(found, rest.replace(/^resolve\/main\//, ""), request, response);
  }

  #create(asked: Record<string, string>, send: (status: number, value: unknown) => unknown): void {
    const name = `${asked["organization"]}/${asked["name"]}`;
    if (this.repositories.has(name)) return void send(409, { error: "You already created this model repo" });
    this.repositories.set(name, { visibility: asked["visibility"] ?? "", files: new Map() });
    send(200, { url: `/${name}`, id: name });
  }

  #preupload(body: string, send: (status: number, value: unknown) => unknown): void {
    const { files } = JSON.parse(body) as { files: { path: string }[] };
    send(200, { files: files.map(({ path }) => ({ path, uploadMode: "regular", shouldIgnore: false })) });
  }

  #commit({ files }: Repository, body: string, send: (status: number, value: unknown) => unknown): void {
    for (const line of body.trim().split("\n")) {
      const { key, value } = JSON.parse(line) as { key: string; value: { path: string; content: string } };
      if (key === "file") files.set(value.path, Buffer.from(value.content, "base64"));
    }
    send(200, { success: true, commitOid: "1", commitUrl: "/", hookOutput: "" });
  }

  #file({ files }: Repository, path: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const data = files.get(path);
    if (!data) return void response.writeHead(404, { "x-error-code": "EntryNotFound" }).end();
    const [, from = "0", to = String(data.length - 1)] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? "") ?? [];
    const part = data.subarray(Number(from), Number(to) + 1);
    response
      .writeHead(headers.range ? 206 : 200, {
        etag: '"1"',
        "content-length": part.length,
        "content-range": `bytes ${from}-${to}/${data.length}`,
      })
      .end(part);
  }
}

const hub = new Hub();
let url: string;
let tuned: Tuned;
let model: TunedModel;
const load = async (what: string) => {
  const folders = { data: [], weights: [], cache: temporaryFolder() };
  return loadTuned(what, { container: await containerFor([], null), folders, log: () => undefined });
};
beforeAll(async () => {
  url = await hub.start();
  tuned = await trainTiny();
  model = await load(tuned.training);
}, 60_000);
afterAll(() => {
  hub.stop();
});

describe("the Hub", () => {
  const options = (name: string) => ({ name, token: TOKEN, url, log: () => undefined });

  test("what is pushed and pulled is the same model, with a card; pushing again takes its place", async () => {
    await pushModel(model, options("me/colours"), true);
    await pushModel(model, options("me/colours"), true);
    const repository = hub.repositories.get("me/colours");
    expect(repository?.visibility).toBe("private");
    const card = repository?.files.get("README.md")?.toString();
    expect(card).toMatch(/^---\nlibrary_name: liftjs\n/);
    expect(card).toContain("| red | 9 |");
    repository?.files.set("stray.bin", Buffer.from("x"));
    const folder = join(temporaryFolder(), "pulled");
    expect(await pullModel(folder, options("me/colours"))).toEqual([
      "adapter.json",
      "adapter.safetensors",
      "README.md",
    ]);
    expect((await load(folder)).values).toEqual(model.values);
    expect((await load(folder)).classNames).toEqual(model.classNames);
  }, 20_000);

  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    ["a name that is none", () => pushModel(model, options("colours"), false), "OPTIONS", /OWNER\/NAME/],
    [
      "a token that is not accepted",
      () => pushModel(model, { ...options("me/other"), token: "hf_no" }, false),
      "NETWORK",
      /HF_TOKEN/,
    ],
    ["a model that is not there", () => pullModel(temporaryFolder(), options("me/none")), "NETWORK", /no such model/],
  ])("%s", async (_, run, code, message) => {
    await expect(run()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("a repository of something else is refused", async () => {
    hub.repositories.set("me/else", { visibility: "public", files: new Map([["model.bin", Buffer.from("x")]]) });
    await expect(pullModel(temporaryFolder(), options("me/else"))).rejects.toMatchObject({ code: "FORMAT" });
  });

  test("the token is found where Hugging Face's tools keep it", () => {
    const home = temporaryFolder();
    expect(hubToken({ HF_HOME: home })).toBeUndefined();
    expect(hubToken({ HF_HOME: home, HF_TOKEN: " hf_a\n" })).toBe("hf_a");
    expect(hubToken({ HF_TOKEN_PATH: join(tuned.training, "adapter.json") })).toBe(
      readFileSync(join(tuned.training, "adapter.json"), "utf8").trim(),
    );
  });
});
