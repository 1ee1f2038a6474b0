import { join } from "node:path";

/** Where a training and its cells leave their files. */
export interface Place {
  /** The grid's folder. */
  readonly out: string;
  /** The command that was typed, for the record. */
  readonly command: string;
}

export const trainingFolder = (out: string, id: string): string => join(out, "trainings", id);
export const cellFolder = (out: string, id: string): string => join(out, "cells", id);
