/** Whole numbers from 0 to `below` − 1. */
export type Random = (below: number) => number;
export function randomOf(seed: number, name: string, index: number): Random;
