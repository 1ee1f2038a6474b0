/** A fixed number of digits with a real minus sign; never "−0.0". */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

/** With a sign in front, for differences. */
export function signed(value: number, digits: number): string {
  const text = fixed(value, digits);
  return text.startsWith("\u2212") || Number(text) === 0 ? text : `+${text}`;
}

/** A count in few characters: 812, 76.8k, 0.10M, 85.80M; in the unit of `like` where it is given. */
export function shortCount(value: number, like = value): string {
  if (like < 1_000) return value.toFixed(0);
  if (like < 100_000) return `${(value / 1_000).toFixed(1)}k`;
  return `${(value / 1e6).toFixed(2)}M`;
}

/** Seconds in few characters: 0.84, 12.3, 341; with the digits of `like` where it is given. */
export const shortSeconds = (value: number, like = value): string => value.toFixed(like < 10 ? 2 : like < 100 ? 1 : 0);
