import { existsSync } from "node:fs";
import { join } from "node:path";
import { command, node } from "../lib/steps.mjs";

const packages = [
  "torch==2.15.0",
  "torchvision",
  "timm==1.0.31",
  "transformers==5.24.0",
  "peft==0.21.2",
  "safetensors",
];

/** Exported models in PyTorch against our logits. `PYTHON` names one that has the packages; else they are installed for it. */
export const title = "exports in PyTorch";
export const needs = { python3: "python3-venv" };
/** Torch and its kin are gigabytes; by hand, or by the number, until their time in a whole run is known. */
export const manual = true;

async function pythonIn(folder) {
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(python)) return python;
  await command("python3", ["-m", "venv", folder]);
  await command(python, ["-m", "pip", "install", "--quiet", ...packages], { seconds: 1800 });
  return python;
}

export async function run({ work }) {
  const python = process.env.PYTHON ?? (await pythonIn(join(work("exports"), "env")));
  const said = await node(["tooling/parity/exports/exports.mjs"], { env: { PYTHON: python }, seconds: 3600 });
  return `${said.trim().split("\n").length} models`;
}
