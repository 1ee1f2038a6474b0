/** What the page knows before any file is read: `assets/settings.js`. */
export interface PageSettings {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly resolution: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Steps of each view, as JSON. */
  readonly views: readonly (readonly unknown[])[];
  readonly combine: "logits" | "log-probabilities";
  readonly offsets: readonly number[];
  readonly input: string;
  /** Number of files `assets/model-0.js` … and `assets/runtime-0.js` …, the latter compressed by gzip. */
  readonly parts: { readonly model: number; readonly runtime: number };
}
