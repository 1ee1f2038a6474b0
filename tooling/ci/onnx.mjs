/**
 * Export small models of every backbone family with every kind of method as ONNX and check the files by ONNX's own checker, in a virtual
 * environment outside of the repository; the exporter itself compares logits by onnxruntime-node.
 *   node tooling/ci/onnx.mjs [--env FOLDER]     FOLDER keeps the environment for the next time
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { tsImport } from "tsx/esm/api";
import { command } from "../lib/steps.mjs";

const ONNX = "onnx==1.23.2";
const built = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url).href);
const { createEngine } = await built("core-tensor");
const { LiftError } = await built("contracts");
const { exporters } = await built("inference");
const tiny = await tsImport("../../packages/inference/test/tiny-tuned.ts", import.meta.url);

const { values } = parseArgs({ options: { env: { type: "string" } } });
const work = mkdtempSync(join(tmpdir(), "liftjs-onnx-"));
const environment = values.env ? resolve(values.env) : join(work, "env");
const python = join(environment, process.platform === "win32" ? "Scripts" : "bin", "python");

async function install() {
  if (existsSync(python)) return;
  await command("python3", ["-m", "venv", environment]);
  await command(python, ["-m", "pip", "install", "--quiet", ONNX], { seconds: 600 });
}

/** @returns the model, or null where the method does not fit the backbone */
function modelOf(choice) {
  try {
    return tiny.tinyTuned(choice);
  } catch (error) {
    if (LiftError.is(error) && error.code === "SITE") return null;
    throw error;
  }
}

/** @returns the largest difference of logits */
async function write(engine, backbone, method, precision) {
  const tuned = modelOf({ backbone, method });
  if (!tuned) return 0;
  const folder = join(work, "files", `${backbone}-${method}-${precision}`);
  mkdirSync(folder, { recursive: true });
  const options = { reference: tiny.referenceOf(tuned, engine), python: null, precision, log: console.log };
  const { check } = await exporters.find(({ name }) => name === "onnx").write(tuned, folder, options);
  assert.ok(check.done, check.why);
  return check.difference;
}

try {
  await install();
  const engine = await createEngine("cpu");
  const worst = { float32: 0, float16: 0 };
  for (const precision of Object.keys(worst))
    for (const backbone of Object.keys(tiny.tinyBackbones))
      for (const method of Object.keys(tiny.tinyMethods))
        worst[precision] = Math.max(worst[precision], await write(engine, backbone, method, precision));
  engine.dispose();
  const files = await command(python, ["tooling/ci/onnx-checker.py", join(work, "files")]);
  console.log(`${files.trim()}, logits within ${worst.float32.toExponential(1)}, ${worst.float16.toExponential(1)} in float16`); // prettier-ignore
} finally {
  rmSync(work, { recursive: true, force: true });
}
