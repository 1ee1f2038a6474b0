export { describeAugmentation } from "./augmentation.js";
export { describeBackbone } from "./backbone.js";
export { AttachedModel, someData } from "./attached-model.js";
export {
  expectLiftError,
  expectNoLeak,
  expectStrictOptions,
  largestDifference,
  relativeDifference,
  usePlainJavaScript,
} from "./checks.js";
export { describeClassifier } from "./classifier.js";
export { describeDataset } from "./dataset.js";
export { descend, type Descent } from "./descent.js";
export { describeExecutor, type ExecutorCase } from "./executor.js";
export { describeInitializer, madeUpContext } from "./initializer.js";
export { describeLoss } from "./loss.js";
export { madeTensor, madeTensors, madeValues } from "./made-values.js";
export { describePeftParity } from "./parity.js";
export { describePeft, type PeftExpectations } from "./peft.js";
export { tinyClip, tinyResnet, tinyTransformer, type TinySizes } from "./tiny-models.js";
export { noiseImages, noiseMatrix, startingValues, toTensors, withNoise } from "./values.js";
export { describeTte } from "./tte.js";
export { expectSquareViews, someFacts, viewCases } from "./views.js";
