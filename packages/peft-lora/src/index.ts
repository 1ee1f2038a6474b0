export { lora, loraMlp } from "./lora.js";
export type { LoraInput, LoraOptions } from "./options.js";
