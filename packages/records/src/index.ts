export { canonicalJson, cellId, trainingConfig, trainingId } from "./cell/identity.js";
export {
  cellSchema,
  parseCell,
  parseOptimizer,
  type CellConfig,
  type CellInput,
  type Named,
  type OptimizerConfig,
} from "./cell/schema.js";
export * from "./paths.js";
export type { Warn } from "./files/parse.js";
export type { Fingerprint } from "./fields.js";
export { accuraciesOf, accuraciesSchema, metricsSchema, type Accuracies, type Metrics } from "./metrics.js";
export { provenanceSchema, type Provenance } from "./provenance.js";
export {
  cellIds,
  IDENTITY,
  parseResult,
  readFinished,
  readResult,
  readResults,
  resultSchema,
  writeResult,
  type CellResult,
} from "./result.js";
export { epochSchema, readCurve, recordEpoch, type EpochRecord } from "./curve.js";
export {
  analysisSchema,
  forgetFeatureAnalyses,
  featureAnalysisSchema,
  readAnalysis,
  readFeatureAnalysis,
  writeAnalysis,
  writeFeatureAnalysis,
  type Analysis,
  type FeatureAnalysis,
  type FeaturesOf,
} from "./analysis.js";
export { failureSchema, forgetFailure, readFailures, writeFailure, type FailureRecord } from "./failure.js";
export { comparableMetrics, paperValueSchema, type ComparableMetric, type PaperValue } from "./paper-value.js";
export {
  datasetFactsSchema,
  gridRowSchema,
  gridSchema,
  readGrid,
  writeGrid,
  type DatasetFacts,
  type GridFailure,
  type GridRecord,
  type GridRow,
} from "./grid.js";
export {
  adapterSchema,
  preprocessingSchema,
  noteEvaluation,
  readAdapterIn,
  readAdapterRecord,
  type AdapterRecord,
  type Preprocessing,
} from "./adapter.js";
export {
  checkpointMetadata,
  checkpointSchema,
  parseCheckpoint,
  positionSchema,
  type CheckpointRecord,
  type Position,
} from "./checkpoint.js";
