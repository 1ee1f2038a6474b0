import type { Initializer } from "@liftjs/contracts";
import { classMean, kShot } from "./class-mean.js";
import { linearProbe, linearProbeLa } from "./linear-probe.js";
import { random } from "./random.js";
import { semantic } from "./semantic.js";

export type * from "./catalog.js";
export { imagenetTemplates } from "./imagenet-templates.js";
export { classMean, kShot, linearProbe, linearProbeLa, random, semantic };
/** Every initialiser of the two papers. */
export const initializers: readonly Initializer[] = [random, classMean, kShot, linearProbe, linearProbeLa, semantic];
