/**
 * Every form that Python reads, for tiny models of every backbone and method: trained a little, exported, and run in Python against our
 * logits, which `lift export` does itself and refuses where they differ by more than 1e-4.
 *
 *     PYTHON=… node tooling/parity/exports/exports.mjs [backbone …]
 *
 * PYTHON needs torch, timm, transformers, peft and safetensors.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePhotos } from "./photos.mjs";

const bin = join(import.meta.dirname, "../../../packages/run-grid/dist/bin/lift.js");
const lift = (args) => spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });

const sizes = { width: 32, blocks: 2, heads: 2, patch: 8, resolution: 32 };
const backbones = {
  "clip-vit": { family: "clip-vit", projection: 16, ...sizes },
  vit: { family: "vit", ...sizes },
  dinov2: { family: "dinov2", ...sizes },
  registers: { family: "dinov2", registers: 3, ...sizes },
};
const methods = {
  adaptformer: [{ name: "adaptformer", bottleneck: 4 }],
  lora: [{ name: "lora", bottleneck: 4 }],
  ssf: ["ssf"],
  bitfit: ["bitfit"],
  "vpt-deep": [{ name: "vpt-deep", length: 3 }],
  full: ["full"],
  "adaptformer and prompts": [
    { name: "vpt-deep", length: 2, blocks: [0, 0] },
    { name: "adaptformer", bottleneck: 2 },
  ],
};
/** Head and forms for each method: those that fold in are also tried with the heads that others know. */
const formsOf = (method, backbone) => {
  const folds = ["lora", "ssf", "bitfit", "full"].includes(method);
  const known = backbone === "vit" || backbone === "dinov2" || backbone === "registers";
  return [
    ["cosine", "timm"],
    ...(folds ? [["linear", "timm"]] : []),
    ...(folds && known && method !== "bitfit" ? [["l2", "transformers"]] : []),
    ...(method === "lora" ? [["linear", "peft"]] : []),
  ];
};

const folder = mkdtempSync(join(tmpdir(), "lift-exports-"));
const photos = join(folder, "photos");
await writePhotos(photos);

function train(backbone, method, classifier, out) {
  const config = {
    dataset: { name: "folder", path: photos },
    backbone: backbones[backbone],
    peft: methods[method],
    classifier,
    initializer: "random",
    augmentation: "minimalist",
    epochs: 1,
    batch: 8,
    optimizer: { learningRate: 0.02 },
    analysis: { images: 0 },
  };
  return lift(["train", "--engine", "cpu", "--config", JSON.stringify(config), "--out", out]);
}

function tryForm(backbone, method, classifier, form) {
  const out = mkdtempSync(join(folder, "out-"));
  const trained = train(backbone, method, classifier, out);
  if (trained.status !== 0) return { ok: false, said: trained.stderr };
  const { status, stdout, stderr } = lift(["export", out, "--engine", "cpu", "--as", form, "--to", join(out, "to"), "--json", "--python", process.env.PYTHON ?? "python3"]); // prettier-ignore
  if (status !== 0) return { ok: false, said: stderr };
  const { check } = JSON.parse(stdout);
  return { ok: check.done, said: check.done ? `${check.difference.toExponential(1)} (${check.by})` : check.why };
}

let failed = 0;
const wanted = process.argv.slice(2);
for (const backbone of Object.keys(backbones).filter((name) => !wanted.length || wanted.includes(name)))
  for (const method of Object.keys(methods))
    for (const [classifier, form] of formsOf(method, backbone)) {
      const { ok, said } = tryForm(backbone, method, classifier, form);
      if (!ok) failed++;
      console.log(`${ok ? "✓" : "✗"} ${backbone} · ${method} · ${classifier} · ${form}: ${said.trim()}`);
    }
rmSync(folder, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
