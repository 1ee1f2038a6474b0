export type { NativeAttribute, NativeBinding, NativeTensor, NativeValues } from "./binding.js";
export { cacheDir } from "./cache.js";
export { diagnose, type Diagnosis, type Missing, type NativeState } from "./diagnose.js";
export { loadNative, type LoadedNative, type LoadOptions } from "./load.js";
export type { Manifest } from "./manifest.js";
export { engineReason, type EngineReason } from "./reasons.js";
export { setUpNative, type SetUpOptions, type SetUpResult } from "./set-up.js";
export { here, type Situation } from "./situation.js";
export { ADDON_VERSION, TENSORFLOW_VERSION } from "./versions.js";
