export { dora } from "./dora.js";
export type { DoraInput } from "./dora.js";
