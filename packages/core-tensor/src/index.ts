export { batchLoss, lossDivisor, partLoss } from "./batch-loss.js";
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
export { writeAtomically } from "./atomic-file.js";
export { fileSize, readFileRange } from "./file-range.js";
export { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from "./float16.js";
export { decodeNumbers, toFloat32, type NumberArray, type NumberType } from "./number-types.js";
export { NumpyLegacyRandom } from "./numpy-legacy.js";
export { projectImages } from "./project-images.js";
export { checkHooks, type NamedHooks } from "./check-hooks.js";
export type { EntryRandom, RunRandom } from "./random-draws.js";
export { randomStream } from "./random.js";
export { readSafetensors, type SafetensorsFile, type TypedTensor } from "./safetensors.js";
export { tensorRandom } from "./tensor-random.js";
export { createScope, type AttachedHooks, type ScopeOptions } from "./scope.js";
export { safetensorsChunks, writeSafetensors, type WritableTensor } from "./safetensors-write.js";
