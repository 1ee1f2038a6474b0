import { axis, product, type Add, type CellSettings, type CellsContext, type Point } from "@liftjs/grid";

/** What both papers vary, each with its own settings beneath: rows that a table of LIFT's and a file of LIFT+'s share. */

const rateAxis = (rates: readonly number[]): Point[] =>
  axis("learningRate", rates, (learningRate) => ({ optimizer: { learningRate } }));

const lastBlocks = (last: number): CellSettings =>
  last === 0 ? { peft: "none" } : { peft: last === 12 ? "full" : { name: "full", blocks: { last } } };

/** The last k blocks at each rate: 0 is the classifier alone, 12 full tuning, so this is also the search for their rates. */
export function partialRows(add: Add, rates: readonly number[], { quick }: CellsContext): void {
  product(add, [
    axis("lastBlocks", quick ? [0, 1, 2] : [0, 1, 2, 3, 6, 9, 12], lastBlocks),
    rateAxis(quick ? rates.slice(0, 3) : rates),
  ]);
}

/** The part of every matrix that is trained at each rate. */
export function maskRows(add: Add, rates: readonly number[], { quick }: CellsContext): void {
  const ratios = quick ? [0.01, 0.1, 1] : [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
  product(add, [
    axis("ratio", ratios, (ratio) => ({ peft: { name: "sparse", ratio } })),
    rateAxis(quick ? rates.slice(0, 3) : rates),
  ]);
}

/** AdaptFormer's bottleneck dimensions that the scripts try; 0 is the classifier alone. */
export function dimensions({ dataset, quick }: CellsContext): number[] {
  if (quick) return [0, 1, 4];
  if (dataset === "inaturalist2018")
    return Array.from({ length: 9 }, (_, i) => 64 * i).filter((n) => n === 0 || n >= 64);
  return [0, ...Array.from({ length: 9 }, (_, i) => 2 ** i)];
}

/** AdaptFormer at each bottleneck dimension. */
export const bottleneckAxis = (downInit: "kaiming-normal" | "kaiming-uniform", at: CellsContext): Point[] =>
  axis("bottleneck", dimensions(at), (bottleneck) => ({
    peft: bottleneck ? { name: "adaptformer", bottleneck, downInit } : "none",
  }));

/** Rows by name and setting, as a table lists them. */
export const classifiers = (initial: "kaiming-normal" | "unit-rows") =>
  ({
    Linear: { classifier: { name: "linear", initial } },
    "L2-normalized": { classifier: "l2" },
    ...Object.fromEntries(
      [15, 20, 25, 30, 35].map((scale) => [`Cosine σ = ${scale}`, { classifier: { name: "cosine", scale } } as const]),
    ),
  }) as const satisfies Readonly<Record<string, CellSettings>>;

/** Losses, each with its citation as LIFT's Table 16 prints it. */
export const losses = {
  CE: { loss: "ce" },
  "Focal (Lin et al., 2017)": { loss: { name: "focal", gamma: 2 } },
  "LDAM (Cao et al., 2019)": { loss: "ldam" },
  "CB (Cui et al., 2019)": { loss: "cb" },
  "GRW (Zhang et al., 2021)": { loss: "grw" },
  "LADE (Hong et al., 2021)": { loss: "lade" },
  "LA (Menon et al., 2021)": { loss: { name: "la", tau: 1 } },
} as const satisfies Readonly<Record<string, CellSettings>>;

/** Add a row for each entry. */
export function addEach(add: Add, rows: Readonly<Record<string, CellSettings>>): void {
  for (const [name, settings] of Object.entries(rows)) add(name, settings);
}

/** Both ways to look at test images, as the last axis of a sweep. */
export const viewsAxis = (views: NonNullable<CellSettings["tte"]>): Point[] => [
  { name: "", settings: { tte: "off" }, coordinates: { tte: false } },
  { name: "TTE", settings: { tte: views }, coordinates: { tte: true } },
];
