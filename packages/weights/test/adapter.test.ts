import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readAdapter, writeAdapter } from "../src/adapter.js";
import { codeOf } from "./support.js";

const root = mkdtempSync(join(tmpdir(), "adapter-"));
afterAll(() => rmSync(root, { recursive: true }));
const tensors = {
  "head.weight": { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  "lora.blocks.0.q.a": { shape: [1, 3], data: new Float32Array(3) },
};
const meta = { base: { name: "tiny", sha256: "a".repeat(64) }, seed: 3 };
const expected = { shapes: { "head.weight": [2, 3], "lora.blocks.0.q.a": [1, 3] }, base: meta.base.sha256 };
const written = (name: string): string => {
  writeAdapter(join(root, name), { tensors, meta });
  return join(root, name);
};

test("what is written is read again, with its metadata", () => {
  const { tensors: read, meta: facts } = readAdapter(written("a"), expected);
  expect(read).toEqual(tensors);
  expect(facts).toMatchObject({ schema: 1, seed: 3, tensors: { "head.weight": [2, 3] } });
});

test("the same adapter gives the same bytes", () => {
  for (const file of ["adapter.safetensors", "adapter.json"])
    expect(readFileSync(join(written("b"), file))).toEqual(readFileSync(join(written("c"), file)));
});

test("missing, extra and misshaped tensors and another base model come in one error", () => {
  const shapes = { "head.weight": [3, 2], "head.bias": [2] };
  const attempt = () => readAdapter(written("d"), { shapes, base: "b".repeat(64) });
  expect(attempt).toThrow(
    /missing: head\.bias\n.*extra: lora\.blocks\.0\.q\.a\n.*misshaped: head\.weight is \[2,3\] and must be \[3,2\]\n.*trained on tiny/,
  );
});

test("no adapter, damaged metadata, and halves of two saves are typed errors", async () => {
  const torn = written("e");
  writeFileSync(join(torn, "adapter.safetensors"), readFileSync(join(written("f"), "adapter.safetensors")));
  expect(await codeOf(() => readAdapter(torn, expected))).toBe("none");
  writeAdapter(join(root, "f"), {
    tensors: { ...tensors, "head.weight": { shape: [2, 3], data: new Float32Array(6) } },
    meta,
  });
  writeFileSync(join(torn, "adapter.safetensors"), readFileSync(join(root, "f", "adapter.safetensors")));
  expect(() => readAdapter(torn, expected)).toThrow(/torn/);
  expect(await codeOf(() => readAdapter(join(root, "none"), expected))).toBe("IO");
  for (const damaged of ["{", "{}", "[]", '{"base": 1}']) {
    writeFileSync(join(torn, "adapter.json"), damaged);
    expect(await codeOf(() => readAdapter(torn, expected))).toBe("FORMAT");
  }
});

test("metadata without a checksum, as another program may write it, is taken", () => {
  const folder = written("g");
  writeFileSync(join(folder, "adapter.json"), JSON.stringify({ base: meta.base }));
  expect(readAdapter(folder, expected).tensors).toEqual(tensors);
});
