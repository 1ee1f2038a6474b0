import type { GridDefinition } from "./types.js";

/** A grid as data; give it as a file's default export. Nothing runs until `run-grid` reads it. */
export const defineGrid = (grid: GridDefinition): GridDefinition => grid;
