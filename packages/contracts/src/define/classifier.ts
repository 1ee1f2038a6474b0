import type { z } from "zod";
import type { Classifier, ClassifierModel } from "../plugins.js";
import { checkFunctions, defined } from "./definition.js";

/** Sizes that a head is built for. */
export interface HeadShape {
  readonly featureWidth: number;
  readonly classes: number;
}

/**
 * A classifier from its name, its options' strict schema and the function that builds it.
 * @param build given the options, D and C, and `where` for its messages: `classifier "cosine"`
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineClassifier<S extends z.ZodType>(
  name: string,
  schema: S,
  build: (options: z.output<S>, shape: HeadShape, where: string) => ClassifierModel,
): Classifier<z.output<S>> {
  const { where, parse } = defined("classifier", name, schema);
  checkFunctions(where, { build });
  return { kind: "classifier", name, parse, build: (options, shape) => build(options, shape, where) };
}
