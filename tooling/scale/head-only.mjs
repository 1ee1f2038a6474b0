/**
 * Head-only training at the size of iNaturalist 2018, on generated pixels: frozen features stream from disk, memory stays flat.
 *   node tooling/scale/head-only.mjs [--images 437513] [--classes 8142] [--width 768] [--epochs 1]
 * Prints seconds of features and of training, the size of the store, and the peak of resident memory.
 */
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createPluginContainer, defineDataset, register } from "@liftjs/contracts";
import { loadModel, openSession, openSources, resolveCell, trainOrLoad } from "@liftjs/training";
import { builtInPlugins } from "../../packages/run-grid/dist/built-in.js";

const { z } = await import(
  createRequire(new URL("../../packages/run-grid/package.json", import.meta.url)).resolve("zod")
);

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "437513" },
    classes: { type: "string", default: "8142" },
    width: { type: "string", default: "768" },
    epochs: { type: "string", default: "1" },
  },
});
const [images, classes, width, epochs] = [values.images, values.classes, values.width, values.epochs].map(Number);
const SIDE = 8;
const BYTES = SIDE * SIDE * 3;
const folder = mkdtempSync(join(tmpdir(), "liftjs-scale-"));
const pixels = join(folder, "pixels.bin");

/** Counts that fall off as a power law from 1,000 to 2, scaled to the wanted number of images. */
function counts() {
  const raw = Array.from({ length: classes }, (_, c) => 2 + 998 * (1 + c) ** -0.35);
  const total = raw.reduce((a, b) => a + b, 0);
  const scaled = raw.map((n) => Math.max(2, Math.round((n * images) / total)));
  scaled[0] += images - scaled.reduce((a, b) => a + b, 0);
  return scaled;
}

function writePixels() {
  const file = openSync(pixels, "w");
  const block = Buffer.alloc(BYTES * 4096);
  for (let done = 0; done < images; done += 4096) {
    for (let i = 0; i < block.length; i++) block[i] = (i * 31 + done * 17) & 255;
    writeSync(file, block, 0, Math.min(4096, images - done) * BYTES);
  }
  closeSync(file);
}

const classCounts = counts();
const source = (i) => ({ type: "raw", path: pixels, offset: i * BYTES, width: SIDE, height: SIDE, layout: "pixels" });
const generated = defineDataset("generated", z.strictObject({}), {
  about: { title: "generated pixels", license: "none", source: "made here", files: [] },
  open: () => {
    let at = 0;
    const train = classCounts.flatMap((n, label) =>
      Array.from({ length: n }, () => ({ id: `${at}`, label, source: source(at++) })),
    );
    return Promise.resolve({
      name: "generated",
      classNames: classCounts.map((_, c) => `class ${c}`),
      train,
      test: train.slice(0, 1000),
      classCounts,
      groups: classCounts.map((n) => (n > 100 ? "many" : n < 20 ? "few" : "medium")),
      groupRule: "many > 100, few < 20",
      license: "none",
    });
  },
});

writePixels();
const container = createPluginContainer();
register(container, ...builtInPlugins, generated);
let phase = "";
let began = performance.now();
const log = (line) => console.log(line);
const session = await openSession({ cache: join(folder, "cache"), log });
const sources = openSources({ data: [], weights: [], cache: join(folder, "cache") }, log);
try {
  const cell = resolveCell(container, {
    dataset: "generated",
    backbone: { family: "vit", width, blocks: 1, heads: 12, patch: SIDE, resolution: SIDE },
    peft: [],
    initializer: "random",
    augmentation: "minimalist",
    epochs,
  });
  const data = await sources.data(cell);
  const loaded = await loadModel(cell, data, sources);
  const progress = (p) => {
    if (p.phase === phase) return;
    if (phase) log(`${phase}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    [phase, began] = [p.phase, performance.now()];
  };
  const place = { out: join(folder, "out"), command: "scale" };
  const trained = await trainOrLoad({ session: { ...session, progress }, sources, data, loaded, place });
  log(
    `${phase}: ${((performance.now() - began) / 1000).toFixed(0)} s; trained in ${trained.trainSeconds.toFixed(0)} s`,
  );
  const store = join(folder, "cache", "features");
  const bytes = readdirSync(store).reduce((n, name) => n + statSync(join(store, name)).size, 0);
  const peak = process.resourceUsage().maxRSS / 2 ** 20;
  log(
    `${images} images, ${classes} classes: features ${(bytes / 2 ** 30).toFixed(2)} GiB, peak ${peak.toFixed(2)} GiB`,
  );
} finally {
  await session.dispose();
  rmSync(folder, { recursive: true, force: true });
}
