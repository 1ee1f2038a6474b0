export { exporters, type ExportCheck, type Exporter, type ExportOptions, type ExportReport } from "./export/forms.js";
export type { Outputs, TunedModel } from "./tuned-model.js";
