export { sparse } from "./sparse.js";
export type { SparseInput } from "./sparse.js";
