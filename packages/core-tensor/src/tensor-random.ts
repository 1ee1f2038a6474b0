import * as tf from "@tensorflow/tfjs-core";
import { drawValues, entryRandom, type EntryRandom, type RunRandom } from "./random-draws.js";

/**
 * Random tensors that are filled when they are asked for, on tfjs's current backend: for a forward pass outside of a Program, as in
 * tests. Make a new one for every pass, since draws under a key are numbered.
 * @returns tensors owned by the caller, the numbers that a Program's entry is given for the same stream
 */
export const tensorRandom = (random: RunRandom): EntryRandom =>
  entryRandom((draw) => tf.tensor(drawValues(draw, random), [...draw.shape]));
