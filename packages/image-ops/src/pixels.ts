/** What needs no Node: views of decoded pixels, for browsers too. */
export type { RgbImage } from "./image.js";
export { createNormalizer, type Normalizer } from "./normalize.js";
export { runRecipes } from "./recipe/run.js";
