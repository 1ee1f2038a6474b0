import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { datasetPlugins } from "../src/all.js";
import { pullArchive, pullDataset } from "../src/commands/pull.js";
import { makeFolder } from "./helpers/images.js";

const content = Buffer.alloc(50_000, "lift");
let server: Server | undefined;
const ranges: (string | undefined)[] = [];
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((closed) => (server ? server.close(closed) : closed(null)));
  ranges.length = 0;
});

/** Close a connection once some of what it sent is on disk. */
async function cutWhenStored(socket: Socket, path: string): Promise<void> {
  while (!existsSync(path) || statSync(path).size === 0) await new Promise((done) => setTimeout(done, 5));
  socket.destroy();
}

/** Serve `bytes`; the first answer breaks off after 20,000 of them, when the first are in the file `cutWhen`. */
async function serve(bytes: Buffer, cutWhen?: string): Promise<string> {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(from ? 206 : 200, { "content-length": bytes.length - from, etag: '"1"' });
    if (ranges.length === 1 && cutWhen)
      response.write(bytes.subarray(0, 20_000), () => void cutWhenStored(request.socket, cutWhen));
    else response.end(bytes.subarray(from));
  });
  await new Promise<void>((listening) => server!.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.tar.gz`;
}
const archive = (url: string) => ({
  file: "a.tar.gz",
  url,
  bytes: content.length,
  md5: createHash("md5").update(content).digest("hex"),
});

test("an archive is downloaded, checked, and not downloaded again", async () => {
  const known = archive(await serve(content));
  const folder = makeFolder({});
  const path = await pullArchive(known, folder);
  expect(readFileSync(path).equals(content)).toBe(true);
  await pullArchive(known, folder);
  expect(ranges).toHaveLength(1);
});

test("a download that was cut short goes on where it was", async () => {
  const folder = makeFolder({});
  const known = archive(await serve(content, join(folder, "a.tar.gz.partial")));
  const path = await pullArchive(known, folder, { waitMs: 1 });
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test("another file of the same size is not kept", async () => {
  const folder = makeFolder({});
  const known = archive(await serve(Buffer.alloc(content.length, "tfil")));
  await expect(pullArchive(known, folder)).rejects.toMatchObject({
    code: "NETWORK",
    message: expect.stringMatching(/damaged or another file/),
  });
  expect(existsSync(join(folder, "a.tar.gz"))).toBe(false);
});

test("what has to be got by hand is said, and where; what needs no files needs no download", async () => {
  const plugin = (name: string) => datasetPlugins.find((one) => one.name === name)!;
  await expect(pullDataset(plugin("places-lt"), "data")).rejects.toMatchObject({
    code: "DATA",
    message: expect.stringMatching(/get it from http:\/\/places2\.csail\.mit\.edu/),
  });
  expect(await pullDataset(plugin("folder"), "data")).toBeNull();
});
