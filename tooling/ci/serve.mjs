/**
 * Train a tiny model, serve it on loopback, and send it 1,000 photos, 32 at a time, after 300 that warm it up: every one is answered with 200,
 * and the memory of the server's process grows by less than 64 MiB meanwhile.
 *   node tooling/ci/serve.mjs
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../lib/steps.mjs";
import { writePhotos } from "../parity/exports/photos.mjs";

const REQUESTS = 1000;
const WARM_UP = 300;
const AT_ONCE = 32;
const MOST_GROWTH = 64 * 2 ** 20;

const bin = join(root, "packages/run-grid/dist/bin/lift.js");
const folder = mkdtempSync(join(tmpdir(), "lift-serve-"));

async function train() {
  const photos = join(folder, "photos");
  await writePhotos(photos);
  const config = {
    dataset: { name: "folder", path: photos },
    backbone: { family: "vit", width: 16, blocks: 2, heads: 2, patch: 8, resolution: 32 },
    peft: { name: "adaptformer", bottleneck: 2 },
    epochs: 1,
    batch: 8,
  };
  const out = join(folder, "out");
  const { status, stderr } = spawnSync(process.execPath, [bin, "train", "--config", JSON.stringify(config), "--out", out], { encoding: "utf8" }); // prettier-ignore
  assert.equal(status, 0, stderr);
  return { out, photo: readFileSync(join(photos, "test", "red", "0.png")) };
}

async function serve(out) {
  const server = spawn(process.execPath, [bin, "serve", out, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  server.stdout.on("data", (text) => (said += text));
  while (!said.includes("/classify")) await once(server.stdout, "data");
  return { server, address: /http:\/\/[\d.:]+/.exec(said)[0] };
}

async function send(address, photo, total) {
  let sent = 0;
  const statuses = new Map();
  const worker = async () => {
    while (sent++ < total) {
      const response = await fetch(`${address}/classify`, { method: "POST", body: photo, headers: { "content-type": "image/png" } }); // prettier-ignore
      const { photos } = await response.json();
      const key = response.status === 200 && photos[0].top.length === 3 ? "answered" : response.status;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return Object.fromEntries(statuses);
}

async function memory(address) {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)[1]);
}

const { out, photo } = await train();
const { server, address } = await serve(out);
try {
  await send(address, photo, WARM_UP);
  const before = await memory(address);
  const began = performance.now();
  assert.deepEqual(await send(address, photo, REQUESTS), { answered: REQUESTS });
  const seconds = (performance.now() - began) / 1000;
  const growth = (await memory(address)) - before;
  assert.ok(growth < MOST_GROWTH, `memory grew by ${(growth / 2 ** 20).toFixed(1)} MiB`);
  server.kill("SIGTERM");
  assert.deepEqual(await once(server, "exit"), [0, null]);
  console.log(
    `${REQUESTS} requests in ${seconds.toFixed(1)} s, none lost, memory ${(growth / 2 ** 20).toFixed(1)} MiB`,
  );
} finally {
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
