export { builtInPlugins } from "./built-in.js";
export { loadModel, type LoadModelOptions } from "./load-model.js";
export { containerFor, importGrid, importPlugins } from "./load-plugins.js";
export { describePlan, type PlanDescription, type PlanJson } from "./plan/describe.js";
export { planGrid, type Plan, type PlanFlags, type PlannedCell, type PlannedRow } from "./plan/plan.js";
export { conclude } from "./cli/guard.js";
export { main as lift } from "./cli/lift-cli.js";
export { main as runGrid } from "./cli/run-grid-cli.js";
