export { adamWStep, type AdamWStep } from "./adamw.js";
export { clipByGlobalNorm } from "./clip.js";
export { cosineRate } from "./schedule.js";
export { sgdStep, type SgdStep } from "./sgd.js";
