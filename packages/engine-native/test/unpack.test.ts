import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import { engineReason } from "../src/reasons.js";
import { placeOf, unpackZip } from "../src/unpack.js";
import { replaceAll, zipOf } from "./helpers/zip.js";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "liftjs-zip-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const unpack = (bytes: Buffer, wanted = (_: string): boolean => true): Promise<string[]> => {
  writeFileSync(join(folder, "a.zip"), bytes);
  return unpackZip(join(folder, "a.zip"), join(folder, "inner", "out"), wanted);
};
const refusal = (bytes: Buffer): Promise<unknown> => unpack(bytes).then(() => null, engineReason);

test("writes what is wanted and nothing else", async () => {
  const names = await unpack(await zipOf({ "a/b.txt": "one", "a/c.bin": "two" }), (name) => name.endsWith(".txt"));
  expect(names).toEqual(["a/b.txt"]);
  expect(readFileSync(join(folder, "inner/out/a/b.txt"), "utf8")).toBe("one");
  expect(readdirSync(join(folder, "inner/out/a"))).toEqual(["b.txt"]);
});

test("a name that leaves the folder is refused, even when it is not wanted", async () => {
  const bytes = replaceAll(await zipOf({ "xx/evil": "!" }), "xx/evil", "../evil");
  expect(await refusal(bytes)).toBe("bad-archive");
  expect(await unpack(bytes, () => false).then(() => null, engineReason)).toBe("bad-archive");
  expect(existsSync(join(folder, "inner/evil"))).toBe(false);
});

test.each(["/etc/passwd", "../x", "a/../../x", "a\0b", "", "."])("placeOf refuses %j", (name) => {
  expect(() => placeOf("/some/folder", name)).toThrow(/would be written outside/);
});

test("a symbolic link is refused", async () => {
  expect(await refusal(await zipOf({ link: "/etc/passwd" }, 0o120777))).toBe("bad-archive");
});

test("damaged archives are answered with a reason, never with a crash or a file outside", async () => {
  const sound = await zipOf({ "a/one.txt": "first ".repeat(50), "b/two.txt": "second" });
  const damage = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(sound.length), async (bytes, cut) => {
      const broken = Buffer.from(sound.subarray(0, cut < 40 ? cut : sound.length));
      for (const [place, value] of bytes) if (place < broken.length) broken[place] = value;
      const outcome = await unpack(broken).then(() => "read", engineReason);
      expect(["read", "bad-archive"]).toContain(outcome);
      expect(
        readdirSync(folder)
          .sort()
          .filter((name) => name !== "inner"),
      ).toEqual(["a.zip"]);
    }),
    { numRuns: 400 },
  );
});
