export type { VptInput, VptOptions } from "./options.js";
export { vptDeep, vptShallow } from "./vpt.js";
