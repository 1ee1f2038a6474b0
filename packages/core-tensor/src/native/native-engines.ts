import { LiftError } from "@liftjs/contracts";
import { loadNative } from "@liftjs/engine-native";
import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import type { Engine, EngineOptions } from "../engine.js";
import { GraphBackend } from "../graph/graph-backend.js";
import { GraphProgram } from "../graph/graph-program.js";
import { registerKernels } from "../kernels/register.js";
import { engineOver } from "../program-owner.js";
import { TensorProgram } from "../tensor-program.js";
import { EagerBackend } from "./eager-backend.js";

type Native = Awaited<ReturnType<typeof loadNative>>;

/** Register a tfjs backend of ours with its kernels, once in a process. */
async function ensureBackend(name: "graph" | "eager", make: () => tf.KernelBackend): Promise<tf.KernelBackend> {
  const known = tf.findBackend(name);
  if (known) return known;
  registerKernels(name);
  if (!tf.registerBackend(name, make, 0)) throw new LiftError("ENGINE", `the tfjs backend "${name}" is registered by other code`);
  await tf.setBackend(name);
  return tf.backend();
}

async function ensureBackends(native: Native): Promise<GraphBackend> {
  await ensureBackend("eager", () => new EagerBackend(native.binding));
  const graph = await ensureBackend("graph", () => new GraphBackend());
  await tf.setBackend("eager");
  return graph as GraphBackend;
}

/** TensorFlow reads these once, when the addon loads: threads of one operation, and how much it writes to the terminal. */
function setEnvironment(threads: number | undefined): void {
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  if (threads) process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
}

/** An engine on TensorFlow's native library. @throws LiftError `ENGINE` when the addon cannot be loaded */
export async function nativeEngine(name: "graph" | "eager", options: EngineOptions): Promise<Engine> {
  setEnvironment(options.threads);
  const native = await loadNative(options.log ? { log: options.log } : {});
  const graph = await ensureBackends(native);
  const description = `TensorFlow ${native.tensorflow}, ${native.gpu ? "GPU" : "CPU"}, ${name}`;
  return engineOver(name, description, (definition) =>
    name === "graph" ? new GraphProgram(graph, native.binding, definition) : new TensorProgram("eager", definition),
  );
}
