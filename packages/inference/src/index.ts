export type { Classified, Guess, Outcome } from "./classify/outcome.js";
export type { Photo } from "./classify/photos.js";
export { embodiedLogPrior, type Prior } from "./classify/prior.js";
export { exporters, type ExportCheck, type Exporter, type ExportOptions, type ExportReport } from "./export/forms.js";
export { findModel, type FoundModel } from "./load/find.js";
export { loadModel, type ClassifyOptions, type ModelOptions, type ReadyModel } from "./load/load-model.js";
export { loadTuned, type LoadOptions } from "./load/load-tuned.js";
export type { Outputs, TunedModel } from "./tuned-model.js";
