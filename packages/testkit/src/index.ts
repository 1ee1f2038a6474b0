export { describeAugmentation } from "./augmentation.js";
export { describeBackbone } from "./backbone.js";
export { AttachedModel, someData } from "./attached-model.js";
export { expectLiftError, expectNoLeak, expectStrictOptions, largestDifference, relativeDifference } from "./checks.js";
export { describeClassifier } from "./classifier.js";
export { describeDataset } from "./dataset.js";
export { descend, type Descent } from "./descent.js";
export { describeExecutor, type ExecutorCase } from "./executor.js";
export { engineOf, plainEngine, usePlainJavaScript } from "./engines.js";
export { describeInitializer, madeUpContext } from "./initializer.js";
export { describeLoss } from "./loss.js";
export { madeTensor, madeTensors, madeValues } from "./made-values.js";
export { describeModelCard } from "./model-card.js";
export { outcomesOf, type Outcome } from "./jest.js";
export { describePeftParity } from "./parity.js";
export { describePeft, type PeftExpectations } from "./peft.js";
export { tinyClip, tinyResnet, tinyTransformer, type TinySizes } from "./tiny-models.js";
export { noiseImages, noiseMatrix, toTensors, withNoise } from "./values.js";
export { describeTte } from "./tte.js";
export { expectSquareViews, someFacts, viewCases } from "./views.js";
export {
  cellOf,
  expectTrainsAlike,
  noiseBatches,
  someWeights,
  suiteHead,
  suiteLoss,
  type SuiteCell,
} from "./training-steps.js";
export { startingValues } from "@liftjs/core-tensor";
