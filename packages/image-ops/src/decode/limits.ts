/** What an image may cost before it is refused. */
export interface ImageLimits {
  /** Width times height of a decoded image and of a view. The default is where Pillow refuses too: 178,956,970. */
  readonly maxPixels: number;
  /** Bytes of an encoded image. */
  readonly maxFileBytes: number;
}

export const defaultLimits: ImageLimits = { maxPixels: 178_956_970, maxFileBytes: 512 * 1024 * 1024 };
