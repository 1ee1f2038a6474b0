export { readWeights } from "./read-weights.js";
export { lazyTensor, tensorsOf, type WeightFile } from "./weight-file.js";
export { explainCanonical, toCanonical, type Canonical } from "./naming/to-canonical.js";
export { readAdapter, writeAdapter, type Adapter, type AdapterMeta, type ExpectedAdapter } from "./adapter.js";
export { download, type DownloadOptions } from "./registry/download.js";
export { fetchWeights, type FetchOptions } from "./registry/fetch.js";
export { findWeights, weightFolders, weightsCache, type FindOptions, type WeightsCard } from "./registry/find.js";
export {
  listWeights,
  verifyWeights,
  weightsInfo,
  type Verification,
  type WeightsInfo,
  type WeightsLine,
} from "./registry/inspect.js";
export { checkHead, headClassesOf } from "./registry/head.js";
export { weightSources } from "./registry/sources.js";
export { importOfficial, type OfficialCheckpoint } from "./import-official.js";
