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
