import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { parseBoundedJson } from "../src/files/bounded-json.js";
import { linesOf, readText } from "../src/files/text-file.js";
import { countOf } from "../src/numbers/count.js";
import { readNpy } from "../src/numpy/npy.js";
import { unpickle } from "../src/pickle/unpickle.js";
import { readSafetensors } from "../src/safetensors/read.js";
import { openZip } from "../src/zip/archive.js";
import { codeOf } from "./helpers/code-of.js";
import { makeFolder } from "./helpers/folder.js";
import { plainRules } from "./helpers/rules.js";
import { zipOf } from "./helpers/zip.js";

/** A file in a folder of its own. */
const fileOf = (content: Uint8Array, name = "x"): string => join(makeFolder({ [name]: Buffer.from(content) }), name);

/** What `run` adds to the memory that the process has ever held, in MiB. */
async function growthOf(run: () => Promise<void>): Promise<number> {
  const before = process.resourceUsage().maxRSS;
  await run();
  return (process.resourceUsage().maxRSS - before) / 1024;
}

describe("JSON is counted before it is made", () => {
  const bounds = { what: "it", maxBytes: 1000, maxDepth: 2, maxValues: 10 };
  const parse = (text: string) => parseBoundedJson(Buffer.from(text), bounds);
  test("within the bounds, brackets and commas of texts not counted", () =>
    expect(parse('{"a":["[[[[,,,,,,,,,,,", "\\"[[["]}')).toEqual({ a: ["[[[[,,,,,,,,,,,", '"[[['] }));
  test.each([
    ["depth", "[[[1]]]", /nested 3 deep; 2 are allowed/],
    ["values", `[${"1,".repeat(20)}1]`, /holds about 21 values; 10 are allowed/],
    ["bytes", `"${"a".repeat(1000)}"`, /has 1002 bytes; 1000 are allowed/],
    ["no JSON", "[", /is not JSON/],
  ])("%s", (_, text, message) => expect(() => parse(text)).toThrow(message));
});

test("a safetensors header of 30 MB of brackets is refused before it is parsed", async () => {
  const bytes = Buffer.alloc(8 + 30_000_000, "[");
  bytes.writeBigUInt64LE(30_000_000n);
  const grown = await growthOf(async () => expect(await codeOf(() => readSafetensors(bytes))).toBe("FORMAT"));
  expect(grown).toBeLessThan(200);
});

describe("pickles", () => {
  const code = (text: string) =>
    codeOf(() => unpickle(Buffer.from(text, "latin1"), { ...plainRules, maxBytes: 2 ** 24 }));
  test("of more than 4,000,000 operations", async () =>
    expect(await code("N0".repeat(2_100_000) + "N.")).toBe("FORMAT"));
  test("of more than 1,000,000 objects", async () => expect(await code("]0".repeat(1_000_001) + "N.")).toBe("FORMAT"));
  test("that copy a dictionary again and again", async () => {
    const dict = Array.from({ length: 60 }, (_, i) => `K${String.fromCharCode(i)}N`).join("");
    const copies = "h\x01h\x00\x85R0".repeat(30_000);
    expect(await code(`ca\nb\nq\x01(${dict}dq\x00${copies}.`)).toBe("FORMAT");
  });
});

describe("zip archives", () => {
  const zip = zipOf({ "a.npy": Buffer.from("hello") });
  const patched = (at: number, bytes: readonly number[], from = zip): Buffer => {
    const copy = Buffer.from(from);
    copy.set(bytes, at < 0 ? copy.length + at : at);
    return copy;
  };
  const central = zip.indexOf("PK\x01\x02");
  test("a member that unpacks to far more than the file is refused before it is unpacked", async () => {
    const zeros = zipOf({ "a.npy": new Uint8Array(200 * 2 ** 20) });
    expect(zeros.length).toBeLessThan(2 ** 18);
    const path = fileOf(zeros);
    const grown = await growthOf(async () => expect(await codeOf(() => openZip(path))).toBe("FORMAT"));
    expect(grown).toBeLessThan(50);
  });
  test.each([
    ["a size that deflation cannot reach", patched(central + 24, [0, 0, 0, 2]), /says that 7 bytes come to 33554432/],
    ["a member beyond the file", patched(central + 20, [255, 255, 255, 0]), /reaches beyond its/],
    ["more members than its directory can hold", patched(-12, [255, 255]), /holds 65535 members/],
    ["an encrypted member", patched(central + 8, [1, 0]), /is encrypted/],
    ["a method that is not read", patched(central + 10, [12, 0]), /packed by method 12/],
  ])("%s", (_, bytes, message) => expect(() => openZip(fileOf(bytes))).toThrow(message));
  test("a 64-bit directory beyond 2^53 is a typed error", async () => {
    const end = Buffer.alloc(56);
    end.writeUInt32LE(0x06064b50);
    end.writeBigUInt64LE(1n, 32);
    end.writeBigUInt64LE(53n, 40);
    end.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50);
    locator.writeBigUInt64LE(BigInt(zip.length - 22), 8);
    const bytes = Buffer.concat([zip.subarray(0, -22), end, locator, zip.subarray(-22)]);
    expect(() => openZip(fileOf(bytes))).toThrow(/speaks of byte/);
    locator.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, 8);
    const elsewhere = Buffer.concat([zip.subarray(0, -22), end, locator, zip.subarray(-22)]);
    expect(await codeOf(() => openZip(fileOf(elsewhere)))).toBe("FORMAT");
  });
  test("content that does not come to what the directory says", async () => {
    const packed = deflateRawSync(Buffer.alloc(5, "x"));
    const lies = patched(central + 24, [4, 0, 0, 0]);
    expect(packed.length).toBeGreaterThan(0);
    const read = async (): Promise<void> => {
      for (const member of openZip(fileOf(lies)).values())
        for await (const chunk of member.chunks()) expect(chunk.length).toBeLessThanOrEqual(5);
    };
    expect(await codeOf(read)).toBe("FORMAT");
    expect(await codeOf(() => [...openZip(fileOf(lies)).values()].map((m) => m.readAt(0, m.bytes)))).toBe("FORMAT");
  });
});

describe("shapes", () => {
  test.each([[[2 ** 30, 2 ** 30]], [[-1]], [[1.5]], [Array.from({ length: 65 }, () => 1)]])("%j cannot be", (shape) =>
    expect(() => countOf(shape, "x")).toThrow(/which no tensor can have/),
  );
  test("an array of 20,000 dimensions is refused", async () => {
    const header = `{'descr': '<f4', 'fortran_order': True, 'shape': (${"1, ".repeat(20_000)}), }`;
    const bytes = Buffer.concat([Buffer.from("\x93NUMPY\x02\x00....", "latin1"), Buffer.from(header), Buffer.alloc(4)]);
    bytes.writeUInt32LE(header.length, 8);
    const source = { bytes: bytes.length, readAt: (at: number, n: number) => bytes.subarray(at, at + n) };
    expect(await codeOf(() => readNpy(source, "x"))).toBe("FORMAT");
  });
});

describe("texts", () => {
  test("that unpack to more than 128 MiB", async () => {
    const path = fileOf(gzipSync(Buffer.alloc(2 ** 27 + 1, "\n")));
    expect(() => readText(path)).toThrow(/more than 134217728 bytes of text/);
    expect(await codeOf(() => readText(path))).toBe("DATA");
  });
  test("that are damaged, or absent", () => {
    expect(() => readText(fileOf(gzipSync("abc").subarray(0, 15)))).toThrow(/cannot read/);
    expect(() => readText(join(makeFolder({}), "none"))).toThrow(/cannot read/);
  });
  test("are taken line by line", () => {
    expect([...linesOf("a\r\n\n b\nc", "x")]).toEqual([
      ["a", 1],
      [" b", 3],
      ["c", 4],
    ]);
    expect(() => [...linesOf("\n".repeat(4_000_001), "x")]).toThrow(/x has more than 4000000 lines/);
    expect(() => [...linesOf(`a\n${"b".repeat(1_000_001)}`, "x")]).toThrow(/x line 2 has 1000001 letters/);
  });
});
