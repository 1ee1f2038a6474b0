import { types } from "node:util";
import type { RgbImage } from "../image.js";

/** Whether other threads can see an array's memory. */
export const isShared = (array: ArrayBufferView): boolean => types.isSharedArrayBuffer(array.buffer);

/** The same image in memory that threads share, so that it is never copied between them again. */
export function shareImage(image: RgbImage): RgbImage {
  if (isShared(image.data)) return image;
  const data = new Uint8Array(new SharedArrayBuffer(image.data.length));
  data.set(image.data);
  return { ...image, data };
}

/** Float arrays of shared memory, used again when the next batch has the same size. */
export class SharedFloats {
  readonly #free: Float32Array[] = [];
  take(length: number): Float32Array {
    const found = this.#free.find((array) => array.length === length);
    if (!found) return new Float32Array(new SharedArrayBuffer(length * 4));
    this.#free.splice(this.#free.indexOf(found), 1);
    return found;
  }
  give(array: Float32Array): void {
    this.#free.unshift(array);
    this.#free.length = Math.min(this.#free.length, 2);
  }
}
