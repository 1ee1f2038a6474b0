import { join } from "node:path";
import { writeAtomically } from "@liftjs/tensor-files";
import type { CellConfig } from "@liftjs/records";
import { saveAnalysis } from "../analysis/record.js";
import type { ResolvedCell } from "../cell/resolve.js";
import type { Data } from "../data/data.js";
import { countTrained } from "../model/model.js";
import type { LoadedModel } from "../model/loaded.js";
import { cellFolder, trainingFolder, type Place } from "../place.js";
import type { Session } from "../session.js";
import type { Trained } from "./adapter.js";
import { readCurve } from "./curves.js";
import type { Evaluated } from "./evaluate.js";
import { keepFingerprint } from "./fingerprints.js";
import type { Metrics } from "./metrics.js";
import { provenanceOf } from "./provenance.js";

/** What stays of a cell: result.json, written last. */
export interface CellResult {
  readonly schema: 1;
  /** Number of the rules by which ids and the data's fingerprint are made. */
  readonly identity?: number;
  readonly cell: string;
  readonly training: string;
  readonly name: string;
  readonly config: CellConfig;
  readonly seed: number;
  readonly metrics: Metrics;
  /** Values that training changed before the head; the head's are counted beside. */
  readonly trainableParameters: number;
  readonly headParameters: number;
  readonly epochs: number;
  readonly timing: {
    readonly trainSeconds: number;
    readonly evalSeconds: number;
    readonly secondsPerEpoch: number | null;
    readonly imagesPerSecond: number;
    readonly peakBytes: number;
  };
  readonly provenance: Readonly<Record<string, unknown>>;
}

export const IDENTITY = 2;

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
    config: cell.config,
    seed: cell.config.seed,
    metrics,
    trainableParameters: tuner,
    headParameters: head,
    epochs: cell.config.epochs,
    timing: {
      trainSeconds: trained.trainSeconds,
      evalSeconds,
      secondsPerEpoch: mean(readCurve(trainingFolder(place.out, cell.training)).map((r) => r.seconds)),
      imagesPerSecond: images / evalSeconds,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    },
    provenance: provenanceOf(session, loaded, data, place, did),
  };
  keepFingerprint(place.out, data.fingerprint);
  saveAnalysis(place.out, cell.id, analysis);
  writeAtomically(join(cellFolder(place.out, cell.id), "result.json"), `${JSON.stringify(result, null, 1)}\n`);
  return result;
}
