import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { colourFolder, temporaryFolder, tinyBackbone } from "./helpers.js";

const lift = join(process.cwd(), "packages/run-grid/dist/bin/lift.js");
let original = "";
beforeAll(async () => (original = await colourFolder()));

let work = "";
let photos = "";
beforeEach(() => {
  work = temporaryFolder();
  photos = join(work, "photos");
  cpSync(original, photos, { recursive: true });
});

const settings = [
  "--epochs",
  "1",
  "--batch",
  "6",
  "--initializer",
  "class-mean",
  "--tte",
  "off",
  "--learning-rate",
  "0.05",
];

function run(command: "train" | "eval", ...more: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      lift,
      command,
      ...["--data-set", `folder:${photos}`, "--backbone", JSON.stringify(tinyBackbone), "--engine", "cpu"],
      ...["--peft", '{"name":"adaptformer","bottleneck":2}', "--out", join(work, "out"), ...settings, ...more],
    ],
    { encoding: "utf8", cwd: work, env: { ...process.env, LIFT_CACHE_DIR: join(work, "cache"), CI: "1" } },
  );
  return { status, text: stdout + stderr };
}

/** Adapters as they are on disk, by training. */
function adapters(): Record<string, string> {
  const folder = join(work, "out", "trainings");
  return Object.fromEntries(
    readdirSync(folder)
      .filter((id) => existsSync(join(folder, id, "adapter.safetensors")))
      .map((id) => [id, readFileSync(join(folder, id, "adapter.safetensors")).toString("base64")]),
  );
}

const swap = (): void => {
  renameSync(join(photos, "train/red"), join(photos, "train/x"));
  renameSync(join(photos, "train/green"), join(photos, "train/red"));
  renameSync(join(photos, "train/x"), join(photos, "train/green"));
};

describe("a number is of the data that are there", () => {
  test("nothing changed: cached, and said; --frozen shows it", () => {
    expect(run("train").status).toBe(0);
    const again = run("train");
    expect([again.status, again.text.includes("cached")]).toEqual([0, true]);
    expect(run("train", "--frozen").status).toBe(0);
  });

  test.each<[string, () => void, string, boolean?]>([
    ["two classes' photos swapped", swap, "training images"],
    ["a photo added", () => copyFileSync(join(photos, "train/red/0.png"), join(photos, "train/red/new.png")), '"red"'],
    ["a photo removed", () => rmSync(join(photos, "train/red/0.png")), '"red"'],
    [
      "a photo replaced by one of the same size in bytes",
      () => {
        const path = join(photos, "train/red/0.png");
        const bytes = readFileSync(path);
        bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1; // the checksum of the last chunk, which decoders pass over
        writeFileSync(path, bytes);
      },
      '"red"',
      false, // the pixels are the same
    ],
    [
      "a class renamed",
      () => {
        for (const split of ["train", "test"]) renameSync(join(photos, split, "red"), join(photos, split, "ruby"));
      },
      "class",
      false, // this start does not ask for names
    ],
  ])("%s: refused by --frozen, which names it; then trained anew", (_what, change, words, differs = true) => {
    expect(run("train").status).toBe(0);
    const before = adapters();
    change();
    const refused = run("train", "--frozen");
    expect(refused.status).toBe(2);
    expect(refused.text).toContain(words);
    expect(adapters()).toEqual(before);
    const anew = run("train");
    expect(anew.status).toBe(0);
    expect(anew.text).toContain("anew");
    expect(anew.text).not.toContain("cached:");
    expect(JSON.stringify(adapters()) !== JSON.stringify(before)).toBe(differs);
  });

  test("lift eval refuses an adapter of other photos, and says which", () => {
    expect(run("train").status).toBe(0);
    swap();
    const refused = run("eval");
    expect(refused.status).not.toBe(0);
    expect(refused.text).toContain("training images");
  });

  test("other test photos alone are evaluated anew, not trained anew", () => {
    expect(run("train").status).toBe(0);
    const before = adapters();
    rmSync(join(photos, "test/blue/0.png"));
    const again = run("train");
    expect(again.text).toContain("test images");
    expect(again.text).not.toContain("cached:");
    expect(adapters()).toEqual(before);
  });

  test("the same relative path in two folders is not one data set", () => {
    const two = join(work, "two");
    mkdirSync(two);
    expect(run("train").status).toBe(0);
    photos = join(two, "photos");
    cpSync(original, photos, { recursive: true });
    swap();
    const other = run("train");
    expect(other.text).toContain("anew");
    expect(other.text).not.toContain("cached:");
  });

  test("the same photos elsewhere are the same data", () => {
    expect(run("train").status).toBe(0);
    const moved = join(work, "elsewhere");
    mkdirSync(moved);
    renameSync(photos, join(moved, "photos"));
    photos = join(moved, "photos");
    expect(run("train").text).toContain("cached");
  });
});
