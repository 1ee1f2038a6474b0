export type { DatasetName, Metric, PublishedValue, Unit } from "./types.js";
export { findPublished, published, publishedValues, type PublishedQuery } from "./published.js";
export { claims, liftPlusClaims, type AbstractClaim, type Claim } from "./claims.js";
export { moduleParameters, transformerParameters, type ModuleSize, type TransformerSize } from "./formulas.js";
export { classesOf, registryNames } from "./registry-names.js";
