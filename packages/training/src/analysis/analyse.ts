import type { HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import type { ResolvedCell } from "../cell/resolve.js";
import { samplesOf, type Data } from "../data/data.js";
import { plainTestViews } from "../data/views.js";
import type { LoadedModel } from "../model/loaded.js";
import type { Place } from "../place.js";
import { observe, openImages, type Images, type Observed } from "../run/observe.js";
import type { Session } from "../session.js";
import { classSums, interClassSimilarity, intraClassDistances, type LabelledFeatures } from "./geometry.js";
import { blockScales, rowNorms } from "./learned.js";
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

/** What the analysis of features depends on beside the training itself. */
const featuresOf = ({ fingerprint }: Data, { training, config }: ResolvedCell): FeaturesOf => ({
  training,
  split: config.evaluation.split,
  images: config.analysis.images,
  data: fingerprint.sha256,
});

const MEASURE = "cosine distance to the class mean of the split";

/** Images of both splits whose features are analysed. */
export interface AnalysedImages {
  readonly train: Images;
  readonly test: Images;
  /** Whether every class takes part. */
  readonly whole: boolean;
}

/** What must be passed through the model for a cell's figures of features; null where that is off or known already. */
export async function openAnalysis(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  place: Place,
  cell: ResolvedCell,
): Promise<AnalysedImages | null> {
  const { images } = cell.config.analysis;
  if (images === 0 || readFeatureAnalysis(place.out, featuresOf(data, cell), session.log)) return null;
  const { train, classCounts } = data.dataset;
  const ofTrain = analysisSample(train, classCounts, images);
  const ofTest = analysisSample(samplesOf(data, cell.config.evaluation.split), classCounts, images);
  if (!ofTrain.samples.length || !ofTest.samples.length) return null;
  const open = (samples: Images["samples"]) =>
    openImages(session, loaded, data, samples, plainTestViews({ samples, facts: loaded.image }));
  return {
    train: await open(ofTrain.samples),
    test: await open(ofTest.samples),
    whole: !ofTrain.partial && !ofTest.partial,
  };
}

const labelled = ({ features, width, labels }: Observed): LabelledFeatures => ({ values: features, width, labels });

function describeFeatures({ dataset }: Data, train: Observed, test: Observed, whole: boolean): FeatureAnalysis {
  const { classCounts, groups } = dataset;
  const sums = {
    train: classSums(labelled(train), classCounts.length),
    test: classSums(labelled(test), classCounts.length),
  };
  const distancesOf = (group: "many" | "few") => {
    const wanted = (label: number) => groups[label] === group;
    const found = {
      train: intraClassDistances(labelled(train), sums.train, wanted),
      test: intraClassDistances(labelled(test), sums.test, wanted),
    };
    return found.train.length + found.test.length ? found : null;
  };
  const [head, tail] = [distancesOf("many"), distancesOf("few")];
  return {
    ...(whole && classCounts.length <= MATRIX_CLASSES ? { interClass: interClassSimilarity(sums.test) } : {}),
    intraClass: { ...(head ? { head } : {}), ...(tail ? { tail } : {}), measure: MEASURE },
    ...(whole ? { trainMetrics: trainingAccuracies(train.logits, train.labels, groups, classCounts) } : {}),
  };
}

/** Pass the images through and keep what is found, for the other cells of the training too. */
export async function analyseFeatures(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  place: Place,
  cell: ResolvedCell,
  program: Program,
  { train, test, whole }: AnalysedImages,
): Promise<void> {
  const of = (images: Images) => observe(session, loaded, program, images, { features: true });
  writeFeatureAnalysis(
    place.out,
    featuresOf(data, cell),
    describeFeatures(data, await of(train), await of(test), whole),
  );
}

/** What a cell's figures need beyond accuracy: of its outcomes, of what was learned, and of features where they were analysed. */
export function analysisOf(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  place: Place,
  cell: ResolvedCell,
  values: Readonly<Record<string, HostTensor>>,
  outcomes: { readonly logits: Float32Array; readonly labels: ArrayLike<number> },
): Analysis {
  const { logits, labels } = outcomes;
  const classes = data.dataset.classCounts.length;
  const scales = blockScales(loaded.model, values);
  const head = values["head.weight"];
  return {
    ...(cell.config.analysis.images ? (readFeatureAnalysis(place.out, featuresOf(data, cell), session.log) ?? {}) : {}),
    ...(scales ? { scales } : {}),
    ...(head ? { weightNorms: rowNorms(head) } : {}),
    ...(classes <= MATRIX_CLASSES ? { confusion: confusionOf(logits, labels, classes) } : {}),
    calibration: calibrationOf(logits, labels, classes),
  };
}
