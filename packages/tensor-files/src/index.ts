export { isArchiveName, unpackArchive, type UnpackedArchive, type UnpackOptions } from "./archive/unpack.js";
export { writeAtomically } from "./files/atomic-file.js";
export { sha256Of, sha256OfChunks } from "./files/checksum.js";
export { fileSize, readFileRange } from "./files/file-range.js";
export { checkExpansion, expansionLimit } from "./files/expansion.js";
export { parseBoundedJson, type JsonBounds } from "./files/bounded-json.js";
export { linesOf, readText, readTextBytes } from "./files/text-file.js";
export { countOf } from "./numbers/count.js";
export { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from "./numbers/float16.js";
export { decodeNumbers, toFloat32, type NumberArray, type NumberType } from "./numbers/number-types.js";
export { readNpy, type NpyArray, type NpyBytes } from "./numpy/npy.js";
export { readNpz } from "./numpy/npz.js";
export { unpickle } from "./pickle/unpickle.js";
export { GlobalName, PlainObject, refusePickle, shownValue } from "./pickle/values.js";
export type { PickleDict, PickleRules, PickleValue } from "./pickle/values.js";
export {
  readSafetensors,
  type ReadSafetensorsOptions,
  type SafetensorsFile,
  type TypedTensor,
} from "./safetensors/read.js";
export {
  safetensorsChunks,
  writeSafetensors,
  type SafetensorsOptions,
  type WritableTensor,
} from "./safetensors/write.js";
export { openZip, type ZipMember } from "./zip/archive.js";
