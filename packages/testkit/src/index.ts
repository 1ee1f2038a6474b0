export { describeBackbone } from "./backbone.js";
export { AttachedModel, someData } from "./attached-model.js";
export { expectLiftError, expectNoLeak, expectStrictOptions, largestDifference, relativeDifference, usePlainJavaScript } from "./checks.js";
export { describeClassifier } from "./classifier.js";
export { describeInitializer, madeUpContext } from "./initializer.js";
export { describeLoss } from "./loss.js";
export { describePeft, type PeftExpectations } from "./peft.js";
export { tinyTransformer, type TinySizes } from "./tiny-models.js";
export { noiseImages, noiseMatrix, startingValues, toTensors, withNoise } from "./values.js";
