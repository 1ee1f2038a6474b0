import { LiftError, numberAt, type InitializerContext } from "@liftjs/contracts";

/** Rows of numbers in one array: row i is `data[i·width … (i+1)·width)`. */
export interface Rows {
  readonly data: Float64Array;
  readonly width: number;
}

export const rowsOf = (count: number, width: number): Rows => ({ data: new Float64Array(count * width), width });

export const row = ({ data, width }: Rows, i: number): Float64Array => data.subarray(i * width, (i + 1) * width);

const EPS = 1e-12;

/** Divide each row by its length (eps 1e-12), in place. */
export function normalizeRows(rows: Rows): Rows {
  for (let i = 0; i * rows.width < rows.data.length; i++) {
    const r = row(rows, i);
    const length = Math.max(Math.sqrt(r.reduce((sum, v) => sum + v * v, 0)), EPS);
    r.forEach((v, k) => (r[k] = v / length));
  }
  return rows;
}

/** Add `values` to `target`, in place. */
export function addTo(target: Float64Array, values: ArrayLike<number>, times = 1): void {
  target.forEach((v, k) => (target[k] = v + times * numberAt(values, k)));
}

/**
 * The head's rows as float32.
 * @throws LiftError `SHAPE` when they are not as wide as the classifier, `NUMERIC` when a value is not finite
 */
export function asHead(rows: Rows, featureWidth: number, where: string): Float32Array {
  if (rows.width !== featureWidth)
    throw new LiftError(
      "SHAPE",
      `${where} made rows of width ${rows.width} for features of width ${featureWidth}; this backbone's text and image features do not share a space`,
    );
  const bad = rows.data.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0)
    throw new LiftError(
      "NUMERIC",
      `${where} made a row that is not finite (class ${Math.floor(bad / rows.width)}); check the features of that class`,
    );
  return Float32Array.from(rows.data);
}

/** An initialiser's function from one that makes rows of any width in double precision. */
export const headOf =
  <Options>(make: (options: Options, context: InitializerContext, where: string) => Promise<Rows>) =>
  async (options: Options, context: InitializerContext, where: string): Promise<Float32Array> =>
    asHead(await make(options, context, where), context.featureWidth, where);
