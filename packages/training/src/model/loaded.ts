import type { ImageFacts } from "@liftjs/contracts";
import type { ResolvedCell } from "../cell/resolve.js";
import { factsOf, type Data } from "../data/data.js";
import type { LoadedWeights, Sources } from "../sources.js";
import { assemble, type Model } from "./model.js";
import { classPrompts } from "./prompts.js";

/** A cell's model with the weights of its backbone. */
export interface LoadedModel {
  readonly cell: ResolvedCell;
  readonly model: Model;
  readonly weights: LoadedWeights;
  /** How pixels are prepared: the backbone's facts, with the cell's interpolation. */
  readonly image: ImageFacts;
}

/** Assemble a cell's model for a data set and read its backbone's weights. */
export async function loadModel(cell: ResolvedCell, { dataset }: Data, sources: Sources): Promise<LoadedModel> {
  const facts = factsOf(dataset);
  const plain = assemble(cell, facts);
  const { template } = plain;
  const model =
    template === null
      ? plain
      : assemble(cell, facts, classPrompts(template, dataset.classNames, await sources.tokenizer(cell)));
  return {
    cell,
    model,
    weights: await sources.weights(cell),
    image: { ...model.backbone.facts, interpolation: cell.config.interpolation },
  };
}
