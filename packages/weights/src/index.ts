export { readWeights } from "./read-weights.js";
export { lazyTensor, tensorsOf, type WeightFile } from "./weight-file.js";
export { explainCanonical, toCanonical, type Canonical } from "./naming/to-canonical.js";
