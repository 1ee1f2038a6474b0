import type { HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import type { Analysis, Metrics } from "@liftjs/records";
import { analyseFeatures, analysisOf, openAnalysis } from "../analysis/analyse.js";
import type { ResolvedCell } from "../cell/resolve.js";
import { samplesOf, type Data } from "../data/data.js";
import { viewSettings } from "../data/inputs.js";
import { testViews } from "../data/views.js";
import type { LoadedModel } from "../model/loaded.js";
import type { Place } from "../place.js";
import { openProgram, planOf } from "../program/open.js";
import type { Session } from "../session.js";
import { adjustLogits, combineViews } from "./combine-views.js";
import { measure } from "./metrics.js";
import { observe, openImages, type Images } from "./observe.js";

/** What a cell makes of the images it is evaluated on, and what that is worth. */
export interface Outcome {
  readonly metrics: Metrics;
  /** `[n, C]`, views combined, adjusted where the cell asks for it. */
  readonly logits: Float32Array;
  readonly labels: Int32Array;
}

/** The images that a cell is evaluated on, in its views. */
export function openEvaluation(session: Session, loaded: LoadedModel, data: Data, cell: ResolvedCell): Promise<Images> {
  const samples = samplesOf(data, cell.config.evaluation.split);
  return openImages(session, loaded, data, samples, testViews(viewSettings(session, loaded, samples), cell.tte));
}

/** Evaluate a cell by a program whose state holds trained values. */
export async function outcomeOf(
  session: Session,
  loaded: LoadedModel,
  { dataset: { classCounts, groups } }: Data,
  cell: ResolvedCell,
  program: Program,
  images: Images,
): Promise<Outcome> {
  const { logits: rows, labels } = await observe(session, loaded, program, images, { features: false });
  const combined = combineViews(
    rows,
    images.inputs.views,
    classCounts.length,
    cell.tte.plugin.combine(cell.tte.options),
  );
  const logits = adjustLogits(combined, classCounts, cell.config.evaluation.posthocTau);
  return { metrics: measure(logits, labels, groups), logits, labels };
}

/** What a cell's evaluation found, and the time it took. */
export interface Evaluated {
  readonly metrics: Metrics;
  readonly analysis: Analysis;
  readonly evalSeconds: number;
  readonly images: number;
}

/** Evaluate one cell with trained values, and analyse what its figures need. */
export async function evaluateCell(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  place: Place,
  cell: ResolvedCell,
  trained: { readonly values: Record<string, HostTensor> },
): Promise<Evaluated> {
  const began = performance.now();
  const images = await openEvaluation(session, loaded, data, cell);
  const analysed = await openAnalysis(session, loaded, data, place, cell);
  const sizes = [images.size, ...(analysed ? [analysed.train.size, analysed.test.size] : [])];
  const program = await openProgram(session, loaded, planOf(loaded, sizes), trained.values);
  try {
    const { metrics, ...outcome } = await outcomeOf(session, loaded, data, cell, program, images);
    const evalSeconds = (performance.now() - began) / 1000;
    if (analysed) await analyseFeatures(session, loaded, data, place, cell, program, analysed);
    const analysis = analysisOf(session, loaded, data, place, cell, trained.values, outcome);
    return { metrics, analysis, evalSeconds, images: images.samples.length };
  } finally {
    program.dispose();
  }
}
