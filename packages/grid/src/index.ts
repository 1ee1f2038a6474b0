export { axis, ladder, product, zip, type Ladder, type Point, type ProductOptions } from "./combine.js";
export { defineGrid } from "./define-grid.js";
export { mergeSettings, methodKey } from "./merge.js";
export { liftIcml2024, liftPlus } from "./presets.js";
export type { BackboneChoice, Choice, DatasetText, MethodKey, NameIn } from "./choices.js";
export type {
  Add,
  PartSettings,
  CellSettings,
  CellsContext,
  GridDefinition,
  GridRow,
  PaperValue,
  PerMethod,
  RowOptions,
  Subject,
} from "./types.js";
export type * as catalogues from "./catalogues.js";
