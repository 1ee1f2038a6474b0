import { parseOptions, type Classifier, type ClassifierModel } from "@liftjs/contracts";
import type { z } from "zod";

export interface HeadShape {
  readonly featureWidth: number;
  readonly classes: number;
}

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
