import { loadNative } from "@liftjs/engine-native";
import * as tf from "@tensorflow/tfjs-core";
import type { Engine, EngineOptions } from "../engine.js";
import { GraphProgram } from "../graph/graph-program.js";
import { registerNativeKernels } from "../kernels/register.js";
import { engineOver } from "../program-owner.js";
import { TensorProgram } from "../tensor-program.js";
import { ensureEagerBackend, ensureGraphBackend } from "./backends.js";

/** TensorFlow reads these once, when the addon loads: threads of one operation, products, and how much it writes to the terminal. */
function setEnvironment(threads: number | undefined): void {
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  // By itself TensorFlow takes oneDNN's products only on processors with VNNI; without them an AVX2 machine is a quarter slower.
  if (process.arch === "x64") process.env["TF_ENABLE_ONEDNN_OPTS"] ??= "1";
  if (threads) process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
}

/** An engine on TensorFlow's native library. @throws LiftError `ENGINE` when the addon cannot be loaded */
export async function nativeEngine(name: "graph" | "eager", options: EngineOptions): Promise<Engine> {
  setEnvironment(options.threads);
  const native = await loadNative(options.log ? { log: options.log } : {});
  await ensureEagerBackend(native.binding);
  const graph = await ensureGraphBackend();
  if (native.operations) ["eager", "graph"].forEach(registerNativeKernels);
  await tf.setBackend("eager");
  const description = `TensorFlow ${native.tensorflow}, ${native.gpu ? "GPU" : "CPU"}, ${name}`;
  return engineOver(name, description, (definition) =>
    name === "graph" ? new GraphProgram(graph, native.binding, definition) : new TensorProgram("eager", definition),
  );
}
