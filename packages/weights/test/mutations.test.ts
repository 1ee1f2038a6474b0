import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomStream } from "@liftjs/core-tensor";
import type { RandomStream } from "@liftjs/contracts";
import { toCanonical } from "../src/naming/to-canonical.js";
import { readWeights } from "../src/read-weights.js";
import { tensorsOf } from "../src/weight-file.js";
import { codeOf, fixture } from "./support.js";

/** LIFT_MUTATIONS sets how many damaged files of each format are read. */
const COUNT = Number(process.env["LIFT_MUTATIONS"] ?? 40);
const folder = mkdtempSync(join(tmpdir(), "mutated-"));
beforeAll(() => cpSync(fixture("clip-vit.sharded"), folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Bytes changed, doubled, cut or put at the end; half of the changes fall where headers and directories are. */
function mutate(good: Uint8Array, random: RandomStream): Uint8Array {
  let bytes = good.slice(0, random.integer(6) ? good.length : random.integer(good.length));
  const place = (): number =>
    [random.integer(512), bytes.length - 1 - random.integer(512), random.integer(good.length)][random.integer(3)]!;
  for (let k = random.integer(6); k >= 0; k--) {
    const at = Math.max(0, Math.min(bytes.length - 1, place()));
    if (random.integer(8)) bytes[at] = [0, 255, 127, 128, random.integer(256)][random.integer(5)]!;
    else
      bytes = joined(bytes.subarray(0, at), bytes.subarray(random.integer(bytes.length || 1))).slice(
        0,
        2 * good.length,
      );
  }
  return bytes;
}

async function readAll(path: string, family: string): Promise<void> {
  const file = await readWeights(path);
  for (const name of file.names())
    if (file.read(name).data.length > 2 ** 24) throw new Error(`"${name}" is larger than its file`);
  toCanonical(family, tensorsOf(file));
}

test.each([
  ["safetensors", "vit.timm.safetensors", "vit"],
  ["sharded index", "clip-vit.sharded/model.safetensors.index.json", "clip-vit"],
  ["torch", "odd-corners.pt", "vit"],
  ["torch, larger", "dinov2.hub.pth", "dinov2"],
  ["torchscript", "clip-vit.torchscript.pt", "clip-vit"],
  ["npz", "types.npz", "vit"],
  ["npz, packed", "vit.augreg.npz", "vit"],
  ["onnx", "dinov2.hugging-face.onnx", "dinov2"],
])(
  "damaged %s files end in tensors or in a typed error",
  async (format, name, family) => {
    const good = new Uint8Array(readFileSync(fixture(name)));
    const random = randomStream(0, "mutations", format);
    const path = join(folder, format);
    const codes = new Map<string, number>();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < COUNT; i++) {
      writeFileSync(path, mutate(good, random));
      const code = await codeOf(() => readAll(path, family));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    const allowed = ["none", "FORMAT", "WEIGHTS", "IO"];
    expect([...codes.keys()].filter((code) => !allowed.includes(code))).toEqual([]);
    expect(codes.get("FORMAT")).toBeGreaterThan(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
  },
  3_600_000,
);
