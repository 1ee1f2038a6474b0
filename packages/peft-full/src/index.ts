export { full } from "./full.js";
export type { FullInput } from "./full.js";
