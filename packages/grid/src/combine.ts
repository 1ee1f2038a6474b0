import { LiftError } from "@liftjs/contracts";
import { mergeSettings } from "./merge.js";
import type { Add, CellSettings, RowOptions } from "./types.js";

/** A ladder: each rung keeps what the rungs below it set. */
export interface Ladder {
  then(row: string, settings: CellSettings, options?: RowOptions): Ladder;
}

/** Start a ladder with its lowest rung. */
export function ladder(add: Add, row: string, settings: CellSettings, options?: RowOptions): Ladder {
  add(row, settings, options);
  return { then: (next, more, nextOptions) => ladder(add, next, mergeSettings(settings, more), nextOptions) };
}

/** One point of an axis: its name in the row, its settings, and its coordinate in figures. */
export interface Point {
  readonly name: string;
  readonly settings: CellSettings;
  readonly coordinates?: RowOptions["coordinates"];
}

/** Points along an axis that varies one thing. */
export const axis = <T extends string | number>(
  key: string,
  values: readonly T[],
  settings: (value: T) => CellSettings,
): Point[] =>
  values.map((value) => ({ name: `${key} ${value}`, settings: settings(value), coordinates: { [key]: value } }));

const addPoints = (add: Add, points: readonly Point[], options: RowOptions): void =>
  add(
    points
      .map((p) => p.name)
      .filter(Boolean)
      .join(", "),
    mergeSettings(...points.map((p) => p.settings)),
    {
      ...options,
      coordinates: Object.assign({}, ...points.map((p) => p.coordinates ?? {})) as NonNullable<
        RowOptions["coordinates"]
      >,
    },
  );

export interface ProductOptions extends RowOptions {
  /** Leave out the combinations for which this is true. */
  readonly exclude?: (settings: CellSettings) => boolean;
}

/** Every combination of the axes' points. */
export function product(
  add: Add,
  axes: readonly (readonly Point[])[],
  { exclude, ...options }: ProductOptions = {},
): void {
  const combinations = axes.reduce<Point[][]>(
    (all, points) => all.flatMap((head) => points.map((p) => [...head, p])),
    [[]],
  );
  for (const points of combinations)
    if (!exclude?.(mergeSettings(...points.map((p) => p.settings)))) addPoints(add, points, options);
}

/** The first points of every axis together, then the second, and so on. @throws LiftError `OPTIONS` when the axes differ in length */
export function zip(add: Add, axes: readonly (readonly Point[])[], options: RowOptions = {}): void {
  const lengths = new Set(axes.map((points) => points.length));
  if (lengths.size > 1)
    throw new LiftError("OPTIONS", `zip needs axes of one length; got ${axes.map((p) => p.length).join(", ")}`);
  const [length = 0] = lengths;
  for (let i = 0; i < length; i++)
    addPoints(
      add,
      axes.flatMap((points) => points.slice(i, i + 1)),
      options,
    );
}
