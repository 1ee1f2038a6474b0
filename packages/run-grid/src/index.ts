export { axis, ladder, product, zip, type Ladder, type Point, type ProductOptions } from "./dsl/combine.js";
export { defineGrid } from "./dsl/define-grid.js";
export { mergeSettings } from "./dsl/merge.js";
export { liftIcml2024, liftPlus } from "./dsl/presets.js";
export type {
  Add,
  BackboneSettings,
  CellSettings,
  CellsContext,
  Choice,
  DatasetText,
  GridDefinition,
  PaperValue,
  RowOptions,
  Subject,
} from "./dsl/types.js";
export type * as plugins from "./dsl/known-plugins.js";
