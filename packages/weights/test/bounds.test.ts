import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import protobuf from "protobufjs";
import { readWeights } from "../src/read-weights.js";
import { zipOf } from "../../tensor-files/test/helpers/zip.js";
import { codeOf } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "bounds-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The code of reading a file with every value of it, and by how many MiB the most memory that the process has held grew. */
async function reading(content: Uint8Array): Promise<{ code: string; grown: number }> {
  const path = join(folder, "file");
  writeFileSync(path, content);
  const before = process.resourceUsage().maxRSS;
  const code = await codeOf(async () => {
    const file = await readWeights(path);
    for (const name of file.names()) file.read(name);
  });
  return { code, grown: (process.resourceUsage().maxRSS - before) / 1024 };
}

const torch = (pickle: string, storages: Record<string, Uint8Array> = {}): Uint8Array =>
  zipOf({ "x/data.pkl": Buffer.from(`\x80\x02${pickle}`, "latin1"), ...storages });
/** A tensor of shape [n] and stride [s] on the storage "0" of so many floats. */
const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
const int = (n: number): string => `J${Buffer.from(Int32Array.of(n).buffer).toString("latin1")}`;
const storage = (elements: number): string =>
  `(${text("storage")}ctorch\nFloatStorage\n${text("0")}${text("cpu")}${int(elements)}tQ`;
const tensor = (elements: number, shape: number, stride: number): string =>
  `ctorch._utils\n_rebuild_tensor_v2\n(${storage(elements)}K\0${int(shape)}\x85${int(stride)}\x85\x89ccollections\nOrderedDict\n)RtR`;
const named = (count: number, value: (i: number) => string): string =>
  `}(${Array.from({ length: count }, (_, i) => text(`w${i}`) + value(i)).join("")}u.`;

test("what the bombs are made of is read where it is harmless", async () => {
  const file = torch(
    named(2, () => tensor(4, 2, 1)),
    { "x/data/0": new Uint8Array(16) },
  );
  expect((await reading(file)).code).toBe("none");
});

describe("small torch files that would fill the memory are FORMAT, within a bound", () => {
  const dict = `}(${Array.from({ length: 10_000 }, (_, i) => `M${String.fromCharCode(i & 255, i >> 8)}N`).join("")}uq\x01`;
  const files: Record<string, () => Uint8Array> = {
    "copies of a remembered dictionary": () =>
      torch(`ccollections\nOrderedDict\nq\x00${dict}${"0h\x00h\x01\x85R".repeat(100_000)}.`),
    "dictionaries without end": () => torch(`${"}0".repeat(1_500_000)}N.`),
    "one storage in 50,000 tensors": () =>
      torch(
        named(50_000, () => tensor(250_000, 250_000, 1)),
        { "x/data/0": new Uint8Array(1_000_000) },
      ),
    "one value repeated a million times in 1,000 tensors": () =>
      torch(
        named(1000, () => tensor(1, 1_000_000, 0)),
        { "x/data/0": new Uint8Array(4) },
      ),
    "a packed storage of zeros": () =>
      torch(
        named(1, () => tensor(50_000_000, 50_000_000, 1)),
        { "x/data/0": new Uint8Array(200_000_000) },
      ),
    "lists that double, all looked at": () =>
      torch(
        `}${tensor(1, 1, 1)}q\0${Array.from({ length: 40 }, (_, i) => `q${String.fromCharCode(i + 1)}h${String.fromCharCode(i + 1)}\x86`).join("")}.`,
        { "x/data/0": new Uint8Array(4) },
      ),
    "names that grow with the depth": () =>
      torch(
        `${tensor(1, 1, 1)}${Array.from({ length: 20 }, () => `q\0}(X\xff\0\0\0${"k".repeat(255)}h\0u`).join("")}.`,
        { "x/data/0": new Uint8Array(4) },
      ),
  };
  test.each(Object.keys(files))("%s", async (name) => {
    const { code, grown } = await reading(files[name]?.() ?? new Uint8Array(0));
    expect(code).toBe("FORMAT");
    expect(grown).toBeLessThan(700);
  });
});

describe("values that hold themselves or double are never written out in a message", () => {
  const doubling = Array.from(
    { length: 60 },
    (_, i) => `q${String.fromCharCode(i)}0h${String.fromCharCode(i)}h${String.fromCharCode(i)}\x86`,
  ).join("");
  const files: Record<string, string> = {
    "a storage whose key is a list that holds itself": `(${text("storage")}ctorch\nFloatStorage\n]q\0h\0a${text("cpu")}K\x01tQ.`,
    "a storage of so many values as a doubling list": `(${text("storage")}ctorch\nFloatStorage\n${text("0")}${text("cpu")}]${doubling}tQ.`,
    "a tensor whose shape is a doubling list": `ctorch._utils\n_rebuild_tensor_v2\n(${storage(1)}K\0]${doubling}K\x01\x85\x89)tR.`,
    "a constructor that is handed itself": `ctorch._tensor\n_rebuild_from_type_v2\nq\0](h\0Neq\x01h\x01aR.`,
  };
  test.each(Object.keys(files))("%s", async (name) => {
    expect((await reading(torch(files[name] ?? "", { "x/data/0": new Uint8Array(4) }))).code).toBe("FORMAT");
  });
});

describe("ONNX files that make more than they hold are FORMAT, within a bound", () => {
  const { Writer } = protobuf;
  const graph = (field: number, content: Uint8Array): Uint8Array =>
    Writer.create()
      .uint32(8)
      .uint32(7)
      .uint32(58)
      .bytes(
        Writer.create()
          .uint32(field * 8 + 2)
          .bytes(content)
          .finish(),
      )
      .finish();
  const many = (pattern: readonly number[], count: number): Uint8Array =>
    Buffer.alloc(pattern.length * count, Buffer.from(pattern));
  const files: Record<string, () => Uint8Array> = {
    "empty nodes": () =>
      Writer.create()
        .uint32(8)
        .uint32(7)
        .uint32(58)
        .bytes(many([10, 0], 10_000_000))
        .finish(),
    "empty names": () => graph(1, many([10, 0], 10_000_000)),
    "packed numbers": () =>
      graph(
        5,
        Writer.create()
          .uint32(42)
          .bytes(many([0], 20_000_000))
          .finish(),
      ),
    "single numbers": () => graph(5, many([40, 0], 10_000_000)),
    "a long name": () => graph(5, Writer.create().uint32(66).bytes(Buffer.alloc(5000, "n")).finish()),
  };
  test.each(Object.keys(files))("%s", async (name) => {
    const { code, grown } = await reading(files[name]?.() ?? new Uint8Array(0));
    expect(code).toBe("FORMAT");
    expect(grown).toBeLessThan(700);
  });
});

test("floats and doubles of ONNX, packed or one by one, and whole numbers are read from fields of their own", async () => {
  const { Writer } = protobuf;
  const tensor = (name: string, type: number, fields: (writer: protobuf.Writer) => protobuf.Writer): Uint8Array =>
    fields(Writer.create().uint32(8).int64(2).uint32(16).int32(type)).uint32(66).string(name).finish();
  const tensors = [
    tensor("packed", 1, (w) => w.uint32(34).fork().float(1.5).float(-2).ldelim()),
    tensor("single", 1, (w) => w.uint32(37).float(3).uint32(37).float(4)),
    tensor("doubles", 11, (w) => w.uint32(82).fork().double(5).double(6).ldelim()),
    tensor("halves", 10, (w) => w.uint32(42).fork().int32(0x3c00).int32(0xc000).ldelim()),
    tensor("longs", 7, (w) => w.uint32(58).fork().int64(7).int64(-8).ldelim()),
  ];
  const graph = tensors.reduce((w, one) => w.uint32(42).bytes(one), Writer.create());
  const path = join(folder, "fields.onnx");
  writeFileSync(path, Writer.create().uint32(8).uint32(7).uint32(58).bytes(graph.finish()).finish());
  const file = await readWeights(path);
  expect(Object.fromEntries(file.names().map((name) => [name, [...file.read(name).data]]))).toEqual({
    packed: [1.5, -2],
    single: [3, 4],
    doubles: [5, 6],
    halves: [1, -2],
    longs: [7, -8],
  });
});

test("an index of shards made of brackets is FORMAT", async () => {
  const { code, grown } = await reading(Buffer.from(`{"weight_map":${"[".repeat(10_000_000)}`));
  expect(code).toBe("FORMAT");
  expect(grown).toBeLessThan(200);
});
