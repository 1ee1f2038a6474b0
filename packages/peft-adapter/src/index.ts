export { adapter } from "./adapter.js";
export type { AdapterInput, AdapterOptions } from "./options.js";
