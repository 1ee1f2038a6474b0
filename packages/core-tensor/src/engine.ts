import type { Program, ProgramDefinition } from "./program.js";

/** What carries out tfjs operations: compiled by TensorFlow, TensorFlow one by one, WebAssembly, plain JavaScript. */
export type EngineName = "graph" | "eager" | "wasm" | "cpu";

export interface Engine {
  readonly name: EngineName;
  /** For people: `TensorFlow 2.21.0, CPU, graph`. */
  readonly description: string;
  program(definition: ProgramDefinition): Program;
  /** Dispose every Program that the engine made and that still lives. */
  dispose(): void;
}

export interface EngineOptions {
  /** Threads for one operation; all cores when absent. TensorFlow reads it once in a process, at the first engine. */
  readonly threads?: number;
  /** Receives one line when a slower engine had to be taken. */
  readonly log?: (line: string) => void;
}
