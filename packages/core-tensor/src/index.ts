export { writeAtomically } from "./atomic-file.js";
export { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from "./float16.js";
export { decodeNumbers, toFloat32, type NumberArray, type NumberType } from "./number-types.js";
export { NumpyLegacyRandom } from "./numpy-legacy.js";
export { randomStream } from "./random.js";
export { readSafetensors, type SafetensorsFile, type TypedTensor } from "./safetensors.js";
export { safetensorsChunks, writeSafetensors, type WritableTensor } from "./safetensors-write.js";
