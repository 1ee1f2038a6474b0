import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";
import { LiftError } from "@liftjs/contracts";
import { readSafetensors } from "../src/safetensors/read.js";
import { safetensorsChunks, writeSafetensors } from "../src/safetensors/write.js";

const folder = mkdtempSync(join(tmpdir(), "safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = fileURLToPath(new URL("fixtures/types.safetensors", import.meta.url));
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return LiftError.is(error) ? error.code : `untyped: ${String(error)}`;
  }
  return "none";
};
const fileOf = (header: unknown, data: number): Uint8Array => {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + json.length + data);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  return out;
};

describe.each([
  ["path", fixture],
  ["bytes", new Uint8Array(readFileSync(fixture))],
])("a file of the safetensors library, by %s", (_, source) => {
  const file = readSafetensors(source);
  test("every number type comes as float32", () => {
    const values = [0, -0, 1.5, -2.25, 65504, Math.fround(6e-8)];
    for (const name of ["f64", "f32"])
      expect(file.read(name)).toEqual({ shape: [2, 3], data: Float32Array.from(values) });
    expect([...file.read("f16").data]).toEqual([0, -0, 1.5, -2.25, 65504, 2 ** -24]);
    expect([...file.read("bf16").data]).toEqual([0, -0, 1.5, -2.25, 65536, Math.fround(6.007030606269836e-8)]);
    expect([...file.read("i64").data]).toEqual([-3, 2 ** 40]);
    expect([
      ...file.read("u8").data,
      ...file.read("i8").data,
      ...file.read("i16").data,
      ...file.read("bool").data,
    ]).toEqual([0, 255, -128, 127, -300, 1, 0]);
  });
  test("typed values keep their type; scalars and empty tensors have their shapes", () => {
    expect(file.typed("i64").data).toEqual(BigInt64Array.of(-3n, 2n ** 40n));
    expect(file.typed("i32")).toEqual({ type: "I32", shape: [2], data: Int32Array.of(-3, 7) });
    expect(file.read("scalar")).toEqual({ shape: [], data: Float32Array.of(0.5) });
    expect(file.read("empty")).toEqual({ shape: [0, 3], data: new Float32Array(0) });
  });
  test("metadata is there, and a missing tensor is named", () => {
    expect(Object.keys(file.metadata).sort()).toEqual(["safetensors", "torch"]);
    expect(() => file.read("nothing")).toThrow('no tensor "nothing"');
  });
});

describe("writeSafetensors", () => {
  const tensors = {
    b: { shape: [2], data: Float32Array.of(1, -2) },
    a: { shape: [3], data: Uint8Array.of(1, 2, 3) },
    half: { shape: [], data: Float32Array.of(0.25), type: "F16" },
    wide: { shape: [1], data: BigInt64Array.of(5n) },
    '"é\\n': { shape: [1, 1], data: Float32Array.of(3) },
  } as const;
  test("what is written is read again, atomically and without leftovers", () => {
    const path = join(folder, "new", "x.safetensors");
    writeSafetensors(path, tensors, { z: "1", a: "2" });
    const file = readSafetensors(path);
    for (const [name, { data, shape }] of Object.entries(tensors))
      expect(file.typed(name)).toMatchObject({ shape, data });
    expect([file.type("half"), file.metadata]).toEqual(["F16", { a: "2", z: "1" }]);
    expect(readdirSync(join(folder, "new"))).toEqual(["x.safetensors"]);
  });
  test("the same tensors give the same bytes in any order, aligned to their type", () => {
    const bytes = (map: object) => Buffer.concat(safetensorsChunks(map as typeof tensors, {}));
    expect(bytes(Object.fromEntries(Object.entries(tensors).reverse()))).toEqual(bytes(tensors));
    expect(bytes({ b: tensors.b }).length % 8).toBe(0);
  });
  test("a wrong shape, a wrong type and a folder in the way are typed errors", () => {
    expect(codeOf(() => writeSafetensors(join(folder, "y"), { a: { shape: [3], data: new Float32Array(2) } }))).toBe(
      "SHAPE",
    );
    expect(
      codeOf(() => writeSafetensors(join(folder, "y"), { a: { shape: [2], data: new Float32Array(2), type: "I32" } })),
    ).toBe("FORMAT");
    expect(codeOf(() => writeSafetensors(folder, {}))).toBe("IO");
  });
});

describe("checksums", () => {
  const tensors = {
    a: { shape: [4], data: Float32Array.of(1, 2, 3, 4) },
    empty: { shape: [0], data: new Uint8Array(0) },
    "1": { shape: [2], data: Float32Array.of(5, 6) },
  };
  const path = join(folder, "sums.safetensors");
  const write = (): Buffer => {
    writeSafetensors(path, tensors, { made: "now" }, { checksum: true });
    return readFileSync(path);
  };

  test("the sum of the data is what any tool would compute", () => {
    const bytes = write();
    const data = bytes.subarray(8 + Number(bytes.readBigUInt64LE()));
    const { metadata } = readSafetensors(path, { verify: true });
    expect(metadata).toMatchObject({ made: "now", sha256: createHash("sha256").update(data).digest("hex") });
    expect([...readSafetensors(path, { verify: true }).read("a").data]).toEqual([1, 2, 3, 4]);
  });
  test("any changed byte is found, and the error names the file", () => {
    const good = write();
    const missed = Array.from(good.keys()).filter((at) => {
      const bytes = Buffer.from(good);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      writeFileSync(path, bytes);
      return codeOf(() => readSafetensors(path, { verify: true })) !== "FORMAT";
    });
    // What is left are blanks of JSON: they say nothing.
    expect(missed.filter((at) => good[at] !== 0x20)).toEqual([]);
    writeFileSync(path, Buffer.concat([good.subarray(0, -1), Buffer.of(9)]));
    expect(() => readSafetensors(path, { verify: true })).toThrow(/sums\.safetensors" is damaged: its tensors/);
    expect(readSafetensors(path).names()).toHaveLength(3);
  });
  test("a file without sums is not taken for a sound one", () => {
    writeSafetensors(path, tensors);
    expect(() => readSafetensors(path, { verify: true })).toThrow(/sums\.safetensors" carries no checksum/);
  });
});

describe("what is no sound file is refused with FORMAT", () => {
  const one = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const bad: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    "huge header": Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255),
    "no JSON": fileOf("{", 0),
    "a list": fileOf([], 0),
    "beyond the end": fileOf({ a: { ...one, data_offsets: [0, 8], shape: [2] } }, 4),
    "negative offsets": fileOf({ a: { ...one, data_offsets: [-4, 0] } }, 4),
    overlap: fileOf({ a: one, b: one }, 4),
    gap: fileOf({ a: { ...one, data_offsets: [4, 8] } }, 8),
    "left-over bytes": fileOf({ a: one }, 5),
    "wrong size": fileOf({ a: { ...one, shape: [2] } }, 4),
    "unknown type": fileOf({ a: { ...one, dtype: "toString" } }, 4),
    "overflowing shape": fileOf({ a: { ...one, shape: [2 ** 40, 2 ** 40] } }, 4),
    "negative shape": fileOf({ a: { ...one, shape: [-1, -1] } }, 4),
    "an entry that is null": fileOf({ a: null }, 0),
    "metadata of numbers": fileOf({ __metadata__: { a: 1 } }, 0),
  };
  test.each(Object.keys(bad))("%s", (name) => expect(codeOf(() => readSafetensors(bad[name]!))).toBe("FORMAT"));
  test("a missing file is IO", () => expect(codeOf(() => readSafetensors(join(folder, "none")))).toBe("IO"));
  test("a file cut while open is FORMAT", () => {
    const path = join(folder, "cut");
    writeSafetensors(path, { a: { shape: [4], data: new Float32Array(4) } });
    const file = readSafetensors(path);
    writeFileSync(path, readFileSync(path).subarray(0, 72));
    expect(codeOf(() => file.read("a"))).toBe("FORMAT");
  });
});

test("mutated files end in a value or a FORMAT error", () => {
  const good = new Uint8Array(readFileSync(fixture));
  let state = 1;
  const next = (n: number): number => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) % n;
  const codes = new Set<string>();
  for (let i = 0; i < Number(process.env["LIFT_MUTATIONS"] ?? 2000); i++) {
    const bytes = good.slice(0, next(4) ? good.length : next(good.length));
    for (let k = 0; k <= next(8); k++) bytes[next(next(2) ? 64 : bytes.length || 1)] = next(256);
    codes.add(codeOf(() => ((file) => file.names().map((name) => file.read(name)))(readSafetensors(bytes))));
  }
  expect([...codes].filter((code) => code !== "none" && code !== "FORMAT")).toEqual([]);
});
