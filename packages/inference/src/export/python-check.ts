import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LiftError } from "@liftjs/contracts";
import { readSafetensors, writeSafetensors } from "@liftjs/tensor-files";
import type { TunedModel } from "../tuned-model.js";
import type { ExportCheck, ExportOptions } from "./forms.js";

/** Largest difference of logits that counts as the same model, in units of the logits' size where that is above 1. */
export const TOLERANCE = 1e-4;
const IMAGES = 3;

/** Path of a Python file that this package ships. */
export const pythonFile = (name: string): string => fileURLToPath(new URL(`../../python/${name}`, import.meta.url));

/** Images to compare on: values between −2 and 2, the same in every run. */
export function checkImages({ image: { resolution } }: TunedModel): {
  images: Float32Array;
  n: number;
  shape: number[];
} {
  const images = Float32Array.from(
    { length: IMAGES * resolution ** 2 * 3 },
    (_, i) => 2 * Math.sin(i * 12.9898 + i ** 1.5),
  );
  return { images, n: IMAGES, shape: [IMAGES, resolution, resolution, 3] };
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] ?? NaN))), 0);
}

/** @throws LiftError `NUMERIC` where the logits are others than ours */
export function compared(ours: Float32Array, theirs: Float32Array, by: string): ExportCheck {
  const difference = largestDifference(ours, theirs);
  const size = ours.reduce((most, v) => Math.max(most, Math.abs(v)), 1);
  const tolerance = TOLERANCE * size;
  if (!(difference <= tolerance))
    throw new LiftError(
      "NUMERIC",
      `the exported model's logits differ from ours by ${difference.toExponential(1)}, more than ${tolerance.toExponential(1)} (${by}); please report it`,
    );
  return { done: true, difference, tolerance, by };
}

const run = (python: string, args: readonly string[]) =>
  spawnSync(python, [...args], { encoding: "utf8", maxBuffer: 2 ** 26, env: { ...process.env, HF_HUB_OFFLINE: "1" } });

/**
 * Compare an exported folder's logits with ours, by a script of this package: `script FOLDER IMAGES OUT …more`.
 * @param modules what Python must have
 * @throws LiftError `NUMERIC` where they differ or the script fails
 */
export async function checkInPython(
  model: TunedModel,
  dir: string,
  script: string,
  modules: readonly string[],
  { python, reference }: ExportOptions,
  more: readonly string[] = [],
): Promise<ExportCheck> {
  const install = `pip install ${modules.join(" ")}`;
  if (python === null) return { done: false, why: `no Python was given that has ${modules.join(", ")}` };
  if (run(python, ["-c", `import ${modules.join(", ")}`]).status !== 0)
    return {
      done: false,
      why: `"${python}" cannot import ${modules.join(", ")}; ${install}, or name another with --python`,
    };
  const folder = mkdtempSync(join(tmpdir(), "lift-export-"));
  try {
    const { images, n, shape } = checkImages(model);
    const [input, output] = [join(folder, "in.safetensors"), join(folder, "out.safetensors")];
    writeSafetensors(input, { images: { shape, data: images } });
    const { status, stdout, stderr } = run(python, [pythonFile(script), dir, input, output, ...more]);
    if (status !== 0)
      throw new LiftError(
        "NUMERIC",
        `the exported model cannot be run:\n${stderr.trim().split("\n").slice(-8).join("\n")}`,
      );
    const { logits } = await reference(images, n);
    return compared(logits, readSafetensors(output).read("logits").data, stdout.trim().split("\n").at(-1) ?? python);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
