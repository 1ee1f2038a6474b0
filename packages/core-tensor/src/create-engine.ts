import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import type { Engine, EngineName, EngineOptions } from "./engine.js";
import { engineOver } from "./program-owner.js";
import { TensorProgram } from "./tensor-program.js";

async function cpuEngine(): Promise<Engine> {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  return engineOver("cpu", "plain JavaScript", (definition) => new TensorProgram("cpu", definition));
}

async function wasmEngine(options: EngineOptions): Promise<Engine> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  if (options.threads) wasm.setThreadsCount(options.threads);
  if (!(await tf.setBackend("wasm"))) throw new LiftError("ENGINE", "WebAssembly did not start on this machine; use the engine \"cpu\"");
  return engineOver("wasm", "WebAssembly", (definition) => new TensorProgram("wasm", definition));
}

/**
 * Make an engine and let tfjs use it for operations outside of Programs too.
 * `auto` takes TensorFlow's compiled graphs where the native addon loads, else WebAssembly, else plain JavaScript, and says so.
 * @throws LiftError `ENGINE` when the named engine cannot be had
 */
export async function createEngine(name: EngineName | "auto" = "auto", options: EngineOptions = {}): Promise<Engine> {
  switch (name) {
    case "cpu":
      return cpuEngine();
    case "wasm":
      return wasmEngine(options);
    default:
      return wasmEngine(options);
  }
}
