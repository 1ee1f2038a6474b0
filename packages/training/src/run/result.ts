import {
  accuraciesOf,
  IDENTITY,
  noteEvaluation,
  readCurve,
  writeAnalysis,
  writeResult,
  type CellResult,
} from "@liftjs/records";
import type { ResolvedCell } from "../cell/resolve.js";
import type { Data } from "../data/data.js";
import { countTrained } from "../model/model.js";
import type { LoadedModel } from "../model/loaded.js";
import type { Place } from "../place.js";
import type { Session } from "../session.js";
import type { Trained } from "./adapter.js";
import type { Evaluated } from "./evaluate.js";
import { keepFingerprint } from "./fingerprints.js";
import { provenanceOf } from "./provenance.js";

const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;

/** Write a cell's analysis and its result: the result appears whole or not at all, and last. */
export function saveResult(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  place: Place,
  { cell, name, startedAt }: { readonly cell: ResolvedCell; readonly name: string; readonly startedAt: string },
  trained: Trained,
  { metrics, analysis, evalSeconds, images }: Evaluated,
): CellResult {
  const { tuner, head } = countTrained(loaded.model);
  const did = { microBatch: trained.microBatch, startedAt, split: cell.config.evaluation.split };
  const result: CellResult = {
    schema: 1,
    identity: IDENTITY,
    cell: cell.id,
    training: cell.training,
    name,
    config: { ...cell.config },
    seed: cell.config.seed,
    metrics,
    trainableParameters: tuner,
    headParameters: head,
    epochs: cell.config.epochs,
    timing: {
      trainSeconds: trained.trainSeconds,
      evalSeconds,
      secondsPerEpoch: mean(readCurve(place.out, cell.training, session.log).map((r) => r.seconds)),
      imagesPerSecond: images / evalSeconds,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    },
    provenance: provenanceOf(session, loaded, data, place, did),
  };
  keepFingerprint(place.out, data.fingerprint);
  writeAnalysis(place.out, cell.id, analysis);
  writeResult(place.out, result);
  noteEvaluation(
    place.out,
    cell.training,
    { evaluation: cell.config.evaluation, metrics: accuraciesOf(metrics) },
    session.log,
  );
  return result;
}
