/**
 * Everything about an NVIDIA GPU in ten minutes: node tooling/bench/gpu/run.mjs [--out folder]
 * Sets the engine up with CUDA, finds its libraries without LD_LIBRARY_PATH, replays a training step on the GPU and on plain JavaScript and
 * compares, benches beside PyTorch eager and compile ($PYTHON names a Python with torch and CUDA), and trains one epoch of CIFAR-100-LT's
 * shapes. Prints a report in Markdown, to be pasted as an issue. Without a GPU it says so and ends with 2.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({ options: { out: { type: "string", default: "out/gpu" } } });
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const lines = [];
const say = (line) => {
  lines.push(line);
  console.log(line);
};

/** One part of the report; a part that fails is told, and the next one goes on. */
async function part(title, work) {
  say(`\n## ${title}\n`);
  const from = performance.now();
  try {
    await work();
  } catch (error) {
    say(`FAILED: ${error.message.trim().split("\n").slice(-6).join(" | ")}`);
    process.exitCode = 1;
  }
  say(`\n(${((performance.now() - from) / 1000).toFixed(0)} s)`);
}

const node = (args, seconds = 300) => {
  const { LD_LIBRARY_PATH: _, ...env } = process.env; // TensorFlow must find CUDA's libraries by itself
  const ran = spawnSync(process.execPath, args, { encoding: "utf8", env, timeout: seconds * 1000 });
  if (ran.status !== 0) throw new Error(ran.stderr || `ended with ${ran.status ?? ran.signal}`);
  return ran.stdout.trim();
};

const gpus = spawnSync("nvidia-smi", ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"], {
  encoding: "utf8",
});
if (gpus.status !== 0) {
  console.error("no NVIDIA GPU was found here (nvidia-smi does not run); this script is for a machine that has one");
  process.exit(2);
}

mkdirSync(flags.out, { recursive: true });
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
say(`# GPU report\n\n${gpus.stdout.trim()}\n\ncommit ${commit}, Node ${process.version}`);

await part("Set-up", async () => {
  const { setUpNative } = await import("../../../packages/engine-native/dist/index.js");
  const made = await setUpNative({ gpu: true, log: say });
  say(`TensorFlow ${made.tensorflow}, on the GPU: ${made.gpu}`);
  if (!made.gpu) throw new Error("TensorFlow does not see the GPU");
});

await part("Parity: a training step on the GPU and in plain JavaScript", () => say(node([here("parity.mjs")])));

await part("Bench beside PyTorch", () => {
  const rows = ["--models", "vit-b16-224,vit-s14-98", "--tasks", "train,forward", "--precision", "float32,bfloat16"];
  const more = ["--batch", "64", "--steps", "10", "--warmup", "5", "--torch", "eager,compile", "--device", "cuda"];
  say(`\`\`\`\n${node([here("../bench.mjs"), ...rows, ...more, "--out", join(flags.out, "bench.json")], 420)}\n\`\`\``);
});

await part("One epoch of CIFAR-100-LT's shapes", () => say(node([here("epoch.mjs")])));

writeFileSync(join(flags.out, "report.md"), `${lines.join("\n")}\n`);
console.log(`\nthe report is in ${join(flags.out, "report.md")}; paste it as an issue`);
