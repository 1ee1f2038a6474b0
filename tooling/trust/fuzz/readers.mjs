import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { openZip, readNpy, readSafetensors, readText, safetensorsChunks, unpackArchive } from "@liftjs/tensor-files";
import { importOfficial, readAdapter, readWeights, tensorsOf, toCanonical } from "@liftjs/weights";
import { packTar } from "modern-tar";
import { readBinaryBatch, readPythonBatch, readPythonNames } from "../../../packages/datasets/dist/cifar/records.js";
import { parseCategories } from "../../../packages/datasets/dist/lists/categories.js";
import { parseClassNames, readList } from "../../../packages/datasets/dist/lists/list-file.js";
import { csvDataset, csvRecords } from "../../../packages/datasets/dist/own/csv.js";
import { jsonlDataset, jsonlRecords } from "../../../packages/datasets/dist/own/jsonl.js";
import { root } from "../../lib/steps.mjs";
import { withTarSums, zipOf } from "./formats.mjs";

/**
 * @typedef {object} Reader
 * @property {() => Promise<Buffer[]>} seeds valid files, which are mutated
 * @property {(bytes: Buffer) => Buffer} [wrap] makes the file around a mutated content, so that the inner reader is reached
 * @property {(path: string) => unknown} read what a user's command does with the file
 */

const fixture = (name) => readFileSync(join(root, "packages/weights/test/fixtures", name));
const fixtures =
  (...names) =>
  async () =>
    names.map(fixture);

const readTensors = (family) => async (path) => {
  const file = await readWeights(path);
  for (const name of file.names()) file.read(name);
  toCanonical(family, tensorsOf(file));
};
const readAll = async (path) => {
  const file = await readWeights(path);
  for (const name of file.names()) file.read(name);
};

/** What a small archive of photos holds. */
const photos = {
  "a/1.jpg": "one",
  "a/2.jpg": "x".repeat(3000),
  [`long/${"n".repeat(150)}.jpg`]: "é",
  "names.txt": "a b\n",
};
const tarOfPhotos = async () =>
  Buffer.from(
    await packTar(
      Object.entries(photos).map(([name, body]) => ({ header: { name, size: Buffer.byteLength(body) }, body })),
    ),
  );
const zipOfPhotos = () =>
  zipOf(Object.fromEntries(Object.entries(photos).map(([name, body]) => [name, Buffer.from(body)])));

async function unpack(path) {
  const cacheDir = join(dirname(path), "cache");
  try {
    await unpackArchive(path, { cacheDir });
  } finally {
    rmSync(cacheDir, { recursive: true, force: true });
  }
}

/** A torch archive's members with another pickle. */
const aroundPickle = (name) => {
  const path = join(root, "packages/weights/test/fixtures", name);
  const members = [...openZip(path).values()].map((member) => [member.name, member.readAt(0, member.bytes)]);
  const isPickle = (member) => /(^|\/)data\.pkl$/.test(member);
  return {
    pickle: Buffer.from(members.find(([member]) => isPickle(member))[1]),
    wrap: (pickle) =>
      zipOf(Object.fromEntries(members.map(([member, bytes]) => [member, isPickle(member) ? pickle : bytes]))),
  };
};
const [oddCorners, script] = ["odd-corners.pt", "clip-vit.torchscript.pt"].map(aroundPickle);

const pickles = async () =>
  Object.values(
    JSON.parse(readFileSync(join(root, "packages/datasets/test/fixtures/cifar-lt.json"), "utf8")).pickles,
  ).map((text) => Buffer.from(text, "base64"));

const npyOf = (path) => {
  const bytes = readFileSync(path);
  readNpy({ bytes: bytes.length, readAt: (at, length) => bytes.subarray(at, at + length) }, "x").load();
};
const npySeeds = async () =>
  [...openZip(join(root, "packages/weights/test/fixtures/types.npz")).values()].map((m) =>
    Buffer.from(m.readAt(0, m.bytes)),
  );

const list = "a/0.jpg 0\na/1.jpg 0\nb c/0.jpg 1\r\n\nd/é.jpg 22\n";
const csvText = 'image,label,split\na.jpg,cat,train\n"b, c.jpg",dog,test\n"d""e.jpg",cat,val\n';
const jsonlText =
  '{"image":"a.jpg","label":"cat"}\n{"file":"b.jpg","class":3,"split":"test"}\n\n{"path":"\\u00e9","category":"x"}\n';
const category = '{"id":0,"name":"a","kingdom":"b","phylum":"c","class":"d","order":"e","family":"f","genus":"g"}';
const text =
  (...texts) =>
  async () =>
    texts.map((one) => Buffer.from(one));

const adapterMeta = JSON.stringify({
  schema: 1,
  base: { name: "vit", sha256: "ab" },
  tensors: { "head.weight": [2, 2] },
});
const adapterTensors = () =>
  Buffer.concat(
    safetensorsChunks({ "head.weight": { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } }, {}, { checksum: true }),
  );

/** @type {Readonly<Record<string, Reader>>} */
export const readers = {
  safetensors: {
    seeds: fixtures(
      "vit.timm.safetensors",
      "dinov2.timm.safetensors",
      "../../../tensor-files/test/fixtures/types.safetensors",
    ),
    read: readTensors("vit"),
  },
  "safetensors-sums": {
    seeds: async () => [adapterTensors()],
    read: (path) => readSafetensors(path, { verify: true }).read("head.weight"),
  },
  index: {
    seeds: fixtures("clip-vit.sharded/model.safetensors.index.json"),
    read: async (path) => {
      const folder = join(root, "packages/weights/test/fixtures/clip-vit.sharded");
      for (const name of readdirSync(folder).filter((file) => file.endsWith(".safetensors")))
        writeFileSync(join(dirname(path), name), readFileSync(join(folder, name)));
      await readAll(path);
    },
  },
  npy: { seeds: npySeeds, read: npyOf },
  npz: { seeds: fixtures("types.npz", "vit.augreg.npz"), read: readTensors("vit") },
  torch: { seeds: fixtures("odd-corners.pt", "dinov2.hub.pth"), read: readTensors("dinov2") },
  "torch-pickle": { seeds: async () => [oddCorners.pickle], wrap: oddCorners.wrap, read: readAll },
  torchscript: { seeds: async () => [script.pickle], wrap: script.wrap, read: readTensors("clip-vit") },
  official: { seeds: fixtures("official/adaptformer.pth.tar", "official/bitfit-timm.pth.tar"), read: importOfficial },
  onnx: { seeds: fixtures("dinov2.hugging-face.onnx"), read: readTensors("dinov2") },
  adapter: {
    seeds: text(adapterMeta),
    read: (path) => {
      const folder = dirname(path);
      writeFileSync(join(folder, "adapter.json"), readFileSync(path));
      writeFileSync(join(folder, "adapter.safetensors"), adapterTensors());
      readAdapter(folder, { shapes: { "head.weight": [2, 2] }, base: "ab" });
    },
  },
  "cifar-pickle": {
    seeds: pickles,
    read: (path) => readPythonBatch(readFileSync(path), "train"),
  },
  "cifar-names": {
    seeds: async () => [Buffer.from("\x80\x02}q\x00U\x0blabel_namesq\x01]q\x02(U\x03catU\x03doges.", "latin1")],
    read: (path) => readPythonNames(readFileSync(path), "meta"),
  },
  "cifar-binary": {
    seeds: async () => [Buffer.alloc(3 * 3073, 3)],
    read: (path) => readBinaryBatch(readFileSync(path), 1, "test.bin"),
  },
  zip: { seeds: async () => [zipOfPhotos(), fixture("vit.augreg.npz")], read: unpack },
  tar: { seeds: async () => [await tarOfPhotos()], wrap: withTarSums, read: unpack },
  tgz: { seeds: async () => [gzipSync(await tarOfPhotos())], read: unpack },
  "tar-in-gz": {
    seeds: async () => [await tarOfPhotos()],
    wrap: (bytes) => gzipSync(withTarSums(bytes)),
    read: unpack,
  },
  list: { seeds: text(list), read: readList },
  "list-gz": { seeds: async () => [gzipSync(list)], read: (path) => parseClassNames(readText(path)) && readList(path) },
  categories: { seeds: text(`[${category}]`), read: (path) => parseCategories(readText(path), "categories") },
  csv: { seeds: text(csvText), read: (path) => csvRecords(readText(path), csvDataset.parse({ path })) },
  jsonl: { seeds: text(jsonlText), read: (path) => jsonlRecords(readText(path), jsonlDataset.parse({ path })) },
};

/** Endings that choose a reader of archives. */
export const endingOf = (name) => ({ zip: ".zip", tar: ".tar", tgz: ".tgz", "tar-in-gz": ".tgz" })[name] ?? "";
