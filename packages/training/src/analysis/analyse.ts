import type { HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import type { TrainingJob } from "../job.js";
import { judgedOn } from "../judged-split.js";
import type { ResolvedCell } from "../resolve.js";
import { classSums, interClassSimilarity, intraClassDistances } from "./geometry.js";
import { blockScales, rowNorms } from "./learned.js";
import { look, lookingAt, type Looking, type Seen } from "./look.js";
import { calibrationOf, confusionOf, trainingAccuracies } from "./outcomes.js";
import {
  readFeatureAnalysis,
  writeFeatureAnalysis,
  type Analysis,
  type FeatureAnalysis,
  type FeaturesOf,
} from "@liftjs/records";
import { analysisSample } from "./sample.js";

/** Matrices of more classes would be larger than everything else that a cell leaves. */
const MATRIX_CLASSES = 1000;

const MEASURE = "cosine distance to the class mean";

const featuresOf = ({ training, config }: ResolvedCell): FeaturesOf => ({
  training,
  split: config.evaluation.split,
  images: config.analysis.images,
});

interface FeatureLooking {
  readonly train: Looking;
  readonly test: Looking;
  /** Whether every class takes part. */
  readonly whole: boolean;
}

/** What must be looked at for a cell's figures of features; null where that is off or known already. */
export async function featuresToLookAt(job: TrainingJob, cell: ResolvedCell): Promise<FeatureLooking | null> {
  const { images } = cell.config.analysis;
  if (images === 0 || readFeatureAnalysis(job.out, featuresOf(cell), job.log)) return null;
  const { train, classCounts } = job.dataset;
  const [ofTrain, ofTest] = [train, judgedOn(job, cell)].map((all) => analysisSample(all, classCounts, images));
  if (!ofTrain!.samples.length || !ofTest!.samples.length) return null;
  return {
    train: await lookingAt(job, ofTrain!.samples),
    test: await lookingAt(job, ofTest!.samples),
    whole: !ofTrain!.partial,
  };
}

/** Distances within the classes of one group, or nothing where the group has none. */
function distancesOf(
  job: TrainingJob,
  group: "many" | "few",
  train: Seen,
  test: Seen,
  sums: readonly Float64Array[],
): { train: number[]; test: number[] } | null {
  const wanted = (label: number) => job.dataset.groups[label] === group;
  const found = {
    train: intraClassDistances(train, sums, true, wanted),
    test: intraClassDistances(test, sums, false, wanted),
  };
  return found.train.length + found.test.length ? found : null;
}

function describeFeatures(job: TrainingJob, train: Seen, test: Seen, whole: boolean): FeatureAnalysis {
  const { classCounts, groups } = job.dataset;
  const sums = classSums(train, classCounts.length);
  const head = distancesOf(job, "many", train, test, sums);
  const tail = distancesOf(job, "few", train, test, sums);
  return {
    ...(whole && classCounts.length <= MATRIX_CLASSES ? { interClass: interClassSimilarity(sums) } : {}),
    intraClass: { ...(head ? { head } : {}), ...(tail ? { tail } : {}), measure: MEASURE },
    ...(whole ? { trainMetrics: trainingAccuracies(train.logits, train.labels, groups, classCounts) } : {}),
  };
}

/** Pass the images through and keep what is found, for the other cells of the training too. */
export async function analyseFeatures(
  job: TrainingJob,
  cell: ResolvedCell,
  program: Program,
  { train, test, whole }: FeatureLooking,
): Promise<void> {
  const [seenTrain, seenTest] = [await look(job, program, train), await look(job, program, test)];
  writeFeatureAnalysis(job.out, featuresOf(cell), describeFeatures(job, seenTrain, seenTest, whole));
}

/** What a cell's figures need beyond accuracy: of its outcomes, of what was learned, and of features where they were looked at. */
export function analysisOf(
  job: TrainingJob,
  cell: ResolvedCell,
  values: Readonly<Record<string, HostTensor>>,
  outcomes: { readonly logits: Float32Array; readonly labels: ArrayLike<number> },
): Analysis {
  const { logits, labels } = outcomes;
  const classes = job.dataset.classCounts.length;
  const scales = blockScales(job.model, values);
  const head = values["head.weight"];
  return {
    ...(cell.config.analysis.images ? (readFeatureAnalysis(job.out, featuresOf(cell), job.log) ?? {}) : {}),
    ...(scales ? { scales } : {}),
    ...(head ? { weightNorms: rowNorms(head) } : {}),
    ...(classes <= MATRIX_CLASSES ? { confusion: confusionOf(logits, labels, classes) } : {}),
    calibration: calibrationOf(logits, labels, classes),
  };
}
