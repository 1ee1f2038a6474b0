/** Where each text ends: the position of the largest id of each row. @param tokens `[n · contextLength]` @returns `[n]` */
export function endPositions(tokens: Int32Array, contextLength: number): Int32Array {
  return Int32Array.from({ length: tokens.length / contextLength }, (_, row) => {
    const ids = tokens.subarray(row * contextLength, (row + 1) * contextLength);
    return ids.indexOf(ids.reduce((a, b) => Math.max(a, b), 0));
  });
}
