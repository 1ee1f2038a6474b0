export { assemble, countTrained, frozenName, type CellModel, type TrainedParameter } from "./assemble.js";
export { bytesPerImage, microBatchOf, trainingBytes } from "./estimate.js";
export { ratesOf } from "./fit.js";
export { featureCache, type FeatureCache } from "./features.js";
export type { LoadedWeights, TrainingJob } from "./job.js";
export { measure } from "./metrics.js";
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
export { saveResult } from "./result.js";
export { evaluateCell, type Evaluated } from "./judge.js";
export { judgedOn } from "./judged-split.js";
export { trainOrLoad, type Trained } from "./train.js";
export { classPrompts, promptsOf, type ClassPrompts } from "./text-rows.js";
export { encodeTokens, tokenize } from "./text.js";
export { checkInitializer, frozenValues, randomWeights, trainedStart } from "./values.js";
