export type { SsfInput, SsfOptions } from "./options.js";
export { ssf } from "./ssf.js";
