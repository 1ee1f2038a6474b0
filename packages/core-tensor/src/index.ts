export { batchLoss, lossDivisor, partLoss } from "./batch-loss.js";
export { endPositions } from "./end-positions.js";
export {
  constantValues,
  kaimingNormal,
  kaimingUniform,
  normalValues,
  uniformValues,
  type KaimingOptions,
} from "./initial-values.js";
export { createEngine } from "./create-engine.js";
export type { Engine, EngineName, EngineOptions } from "./engine.js";
export { estimateBytes, type BytesEstimate } from "./graph/estimate-bytes.js";
export { valueAndGradients, type ValueAndGradients } from "./gradients.js";
export * from "./nn/index.js";
export * from "./optimizer/index.js";
export type {
  EntryDefinition,
  HostArray,
  InputSpec,
  Program,
  ProgramDefinition,
  StateSpec,
  StateView,
} from "./program.js";
export { NumpyLegacyRandom } from "./numpy-legacy.js";
export { projectImages } from "./project-images.js";
export { checkHooks, type NamedHooks } from "./check-hooks.js";
export type { EntryRandom, RunRandom } from "./random-draws.js";
export { randomStream } from "./random.js";
export { startingValues } from "./starting-values.js";
export { tensorRandom } from "./tensor-random.js";
export { createScope, type AttachedHooks, type ScopeOptions } from "./scope.js";
export { onnxModel, type OnnxSource } from "./onnx/onnx-model.js";
export type { OnnxText } from "./onnx/encode.js";
