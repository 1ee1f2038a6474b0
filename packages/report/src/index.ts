export { readRecords, type GridRecords } from "./records/read.js";
export { statistic, type Statistic } from "./summary/statistics.js";
export { compare, metricOf, type Comparison } from "./summary/compare.js";
export { finding } from "./summary/finding.js";
export { summarizeRows, type Measure, type RowSummary } from "./summary/rows.js";
export { figuresOf } from "./figures/all.js";
export type { Figure } from "./figures/figure.js";
export { renderTerminal, type TerminalOptions } from "./tables/terminal.js";
export { renderFiles, writeReport, type Report } from "./write-report.js";
