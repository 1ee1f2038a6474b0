export { assemble, countTrained, frozenName, type CellModel, type TrainedParameter } from "./assemble.js";
export { readCurve, recordEpoch, type EpochRecord } from "./curves.js";
export { bytesPerImage, microBatchOf, trainingBytes } from "./estimate.js";
export { ratesOf } from "./fit.js";
export { featureCache, type FeatureCache } from "./features.js";
export { cellFolder, trainingFolder, type LoadedWeights, type TrainingJob } from "./job.js";
export { measure, type Metrics } from "./metrics.js";
export { cellProgram, evaluateName, featureProgram, momentumName, stepName } from "./program.js";
export { replay, replayCell, type ReplayBatches, type ReplayCell, type ReplayOutput } from "./replay.js";
export {
  attachAll,
  chooseBackbone,
  describeBackbone,
  resolveCell,
  type Chosen,
  type ChosenBackbone,
  type ResolvedCell,
} from "./resolve.js";
export { saveResult, type CellResult } from "./result.js";
export { evaluateCell, type Evaluated } from "./judge.js";
export { judgedOn } from "./judged-split.js";
export { trainOrLoad, type Trained } from "./train.js";
export { classPrompts, promptsOf, type ClassPrompts } from "./text-rows.js";
export { encodeTokens, tokenize } from "./text.js";
export { checkInitializer, frozenValues, randomWeights, trainedStart } from "./values.js";
