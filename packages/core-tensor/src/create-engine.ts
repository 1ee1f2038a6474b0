import { LiftError, unknownName } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import type { Engine, EngineName, EngineOptions } from "./engine.js";
import { nativeEngine } from "./native/native-engines.js";
import { engineOver } from "./program-owner.js";
import { requireSingleTfjs } from "./single-tfjs.js";
import { TensorProgram } from "./tensor-program.js";
import { repairWasmKernels } from "./wasm-kernels.js";

async function cpuEngine(): Promise<Engine> {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  // Or it advises to install tfjs-node on first use; our own line about engines says what to do.
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
  return engineOver("cpu", "plain JavaScript", (definition) => new TensorProgram("cpu", definition));
}

async function wasmEngine(options: EngineOptions): Promise<Engine> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  if (options.threads) wasm.setThreadsCount(options.threads);
  if (!(await tf.setBackend("wasm")))
    throw new LiftError("ENGINE", 'WebAssembly did not start on this machine; use the engine "cpu"');
  repairWasmKernels();
  return engineOver("wasm", "WebAssembly", (definition) => new TensorProgram("wasm", definition));
}

const makers: Readonly<Record<EngineName, (options: EngineOptions) => Promise<Engine>>> = {
  graph: (options) => nativeEngine("graph", options),
  eager: (options) => nativeEngine("eager", options),
  wasm: wasmEngine,
  cpu: cpuEngine,
};

/** The fastest engine that works here, with a line for each that does not. */
async function fastest(options: EngineOptions): Promise<Engine> {
  try {
    return await makers.graph(options);
  } catch (error) {
    options.log?.(
      `TensorFlow's native library is not used: ${(error as Error).message}. Taking WebAssembly, which is several times slower`,
    );
  }
  try {
    return await makers.wasm(options);
  } catch (error) {
    options.log?.(
      `WebAssembly is not used: ${(error as Error).message}. Taking plain JavaScript, which is slower still`,
    );
    return makers.cpu(options);
  }
}

/**
 * Make an engine and let tfjs use it for operations outside of Programs too (`graph` uses `eager` there).
 * `auto` takes TensorFlow's compiled graphs where the native addon loads, else WebAssembly, else plain JavaScript, and says so.
 * @throws LiftError `ENGINE` when the named engine cannot be had
 */
export async function createEngine(name: EngineName | "auto" = "auto", options: EngineOptions = {}): Promise<Engine> {
  requireSingleTfjs();
  if (name === "auto") return fastest(options);
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined; // JavaScript may name any
  if (!make) throw new LiftError("UNKNOWN_NAME", unknownName("engine", name, ["auto", ...Object.keys(makers)]));
  return make(options);
}
