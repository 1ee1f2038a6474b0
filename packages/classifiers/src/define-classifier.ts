import { parseOptions, type Classifier, type ClassifierModel } from "@liftjs/contracts";
import { z } from "zod";

export interface HeadShape {
  readonly featureWidth: number;
  readonly classes: number;
}

/** Configs write `scale` beside any classifier's name, so that only the name changes in a sweep; where a head has no σ it has no effect. */
export const unusedScale = z.number().positive().optional();

/** A classifier from its name, its options' schema and the function that builds it. */
export const defineClassifier = <S extends z.ZodType>(
  name: string,
  schema: S,
  build: (options: z.output<S>, shape: HeadShape) => ClassifierModel,
): Classifier<z.output<S>> => ({
  kind: "classifier",
  name,
  parse: (raw) => parseOptions(schema, raw, `classifier "${name}"`),
  build,
});
