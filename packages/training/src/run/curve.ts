import type { Program } from "@liftjs/core-tensor";
import { accuraciesOf, type EpochRecord } from "@liftjs/records";
import { trainingAccuracies } from "../analysis/outcomes.js";
import { analysisSample } from "../analysis/sample.js";
import { samplesOf, type Data } from "../data/data.js";
import { plainTestViews } from "../data/views.js";
import type { LoadedModel } from "../model/loaded.js";
import type { Session } from "../session.js";
import { measure } from "./metrics.js";
import { observe, openImages, type Images } from "./observe.js";

/** What a convergence curve measures after every epoch. */
export interface Curve {
  readonly test: Images;
  /** A sample of the training images, unless nothing is analysed. */
  readonly train: Images | null;
  /** Sizes of the evaluation entries that it needs. */
  readonly sizes: readonly number[];
}

/** Images for a convergence curve, where the cell asks for one: one plain view of each. */
export async function openCurve(session: Session, loaded: LoadedModel, data: Data): Promise<Curve | null> {
  const { curve, analysis, evaluation } = loaded.cell.config;
  if (!curve) return null;
  const { train, classCounts } = data.dataset;
  const facts = loaded.image;
  const open = (samples: Images["samples"]) =>
    openImages(session, loaded, data, samples, plainTestViews({ samples, facts }));
  const { samples } = analysisSample(train, classCounts, analysis.images);
  const test = await open(samplesOf(data, evaluation.split));
  const seen = samples.length ? await open(samples) : null;
  return { test, train: seen, sizes: [test.size, ...(seen ? [seen.size] : [])] };
}

/** Measure a point of the curve. */
export async function measureCurve(
  session: Session,
  loaded: LoadedModel,
  { dataset: { groups, classCounts } }: Data,
  program: Program,
  { train, test }: Curve,
): Promise<Pick<EpochRecord, "metrics" | "testMetrics">> {
  const of = (images: Images) => observe(session, loaded, program, images, { features: false });
  const seen = train && (await of(train));
  const { logits, labels } = await of(test);
  return {
    ...(seen ? { metrics: trainingAccuracies(seen.logits, seen.labels, groups, classCounts) } : {}),
    testMetrics: accuraciesOf(measure(logits, labels, groups)),
  };
}
