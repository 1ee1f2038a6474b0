import type {} from "@liftjs/dataset-emoji";

export * from "@liftjs/grid";
export { main } from "./main.js";
