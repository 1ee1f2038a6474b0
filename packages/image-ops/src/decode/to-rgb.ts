/** Keep a value within a byte. */
const clip = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** `round(a · b / 255)` in integers, as Pillow computes it. */
const scaled = (a: number, b: number): number => {
  const t = a * b + 128;
  return ((t >> 8) + t) >> 8;
};

/**
 * Inks to light: `rgb[i] = (255 − K) − ink[i] · (255 − K) / 255`.
 * @param data CMYK bytes `[n, 4]` @returns RGB bytes `[n, 3]`
 * Source: the values of Pillow's conversion from "CMYK" to "RGB", which knows no colour profile.
 */
export function cmykToRgb(data: Uint8Array): Uint8Array {
  const at = (i: number): number => data[i] as number; // inside by the loop's bounds; a check would be one a sample
  const out = new Uint8Array((data.length / 4) * 3);
  for (let i = 0, o = 0; i < data.length; i += 4) {
    const light = 255 - at(i + 3);
    for (let c = 0; c < 3; c++) out[o++] = clip(light - scaled(at(i + c), light));
  }
  return out;
}

/**
 * 16-bit grey to RGB as Pillow does it from mode "I;16": every value above 255 is white; nothing is scaled.
 * @param data `[n, channels]`, of which the first is grey @returns RGB bytes `[n, 3]`
 */
export function grey16ToRgb(data: Uint16Array, channels: number): Uint8Array {
  const pixels = data.length / channels;
  const out = new Uint8Array(pixels * 3);
  data.forEach((value, i) => {
    if (i % channels === 0) out.fill(Math.min(255, value), (i / channels) * 3, (i / channels) * 3 + 3);
  });
  return out;
}
