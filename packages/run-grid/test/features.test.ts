import { describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, writeSafetensors, type SafetensorsFile } from "@liftjs/tensor-files";
import { nanoClip } from "@liftjs/nano-clip";
import { largestDifference } from "@liftjs/testkit";
import { temporaryFolder } from "./helpers.js";

const lift = (args: string[]) =>
  spawnSync(process.execPath, [join(process.cwd(), "packages/run-grid/dist/bin/lift.js"), ...args], {
    encoding: "utf8",
  });

/** A model with random weights, images and features as open_clip has them (tooling/parity/backbones.py). */
const fixture = readSafetensors(join(process.cwd(), "packages/backbones/test/fixtures/clip-openclip.safetensors"));

/** The fixture's weights in a file of their own, and its architecture as JSON. */
function randomClip(folder: string, file: SafetensorsFile): { weights: string; backbone: string } {
  const weights = join(folder, "weights.safetensors");
  const names = file.names().filter((name) => name.startsWith("weights."));
  writeSafetensors(weights, Object.fromEntries(names.map((name) => [name.slice("weights.".length), file.read(name)])));
  const options = JSON.parse(file.metadata["options"]!) as object;
  return { weights, backbone: JSON.stringify({ family: file.metadata["family"], ...options }) };
}

describe("lift features", () => {
  const folder = temporaryFolder();
  const { weights, backbone } = randomClip(folder, fixture);
  const features = (name: string) => {
    const images = join(folder, `${name}.safetensors`);
    writeSafetensors(images, { images: fixture.read(name) });
    const out = join(folder, "out.safetensors");
    return {
      ...lift(["features", "--backbone", backbone, "--weights", weights, "--images", images, "--out", out]),
      out,
    };
  };

  test("of a model that open_clip made: its features", () => {
    const { status, stdout, stderr, out } = features("images");
    expect([status, status ? stderr : ""]).toEqual([0, ""]);
    expect(stdout).toContain("features [2, 32] of 2 images");
    const got = readSafetensors(out).read("features");
    expect(largestDifference(got.data, fixture.read("features").data)).toBeLessThan(1e-4);
  });

  test("images of another size are refused with both sizes", () => {
    const { status, stderr } = features("resized.images");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/48 × 48; this backbone takes 32 × 32/)]);
  });
});

describe("lift text-features", () => {
  const folder = temporaryFolder();
  const weights = nanoClip.weights.bundled!;
  const textFeatures = (lines: string, more: string[] = []) => {
    const [prompts, out] = [join(folder, "prompts.txt"), join(folder, "out.safetensors")];
    writeFileSync(prompts, lines);
    const flags = ["--backbone", "nano-clip", "--weights", weights, "--prompts", prompts, "--out", out, ...more];
    return { ...lift(["text-features", ...flags]), out };
  };

  test("a row of unit length for each line; a line's row does not depend on the others", () => {
    const both = textFeatures("a photo of a cat\r\n\na dog\n");
    expect([both.status, both.stdout]).toEqual([0, expect.stringContaining("text features [2, 128] of 2 prompts")]);
    const file = readSafetensors(both.out);
    expect(file.read("tokens").shape).toEqual([2, 16]);
    const rows = file.read("features").data;
    for (const row of [rows.subarray(0, 128), rows.subarray(128)]) expect(Math.hypot(...row)).toBeCloseTo(1, 5);
    const alone = readSafetensors(textFeatures("a dog").out).read("features").data;
    expect(largestDifference(alone, rows.slice(128))).toBeLessThan(1e-5);
    expect(largestDifference(alone, rows.slice(0, 128))).toBeGreaterThan(0.01);
  });

  test("a file without a prompt is refused", () => {
    expect(textFeatures("\n\n")).toMatchObject({ status: 1, stderr: expect.stringContaining("holds no prompt") });
  });
});
