import { definePeft, needParameters, needSites, sizeOf } from "@liftjs/contracts";
import { z } from "zod";
import { template } from "./template.js";

const schema = z.strictObject({ template });

/** What an experiment may write. */
export type ProjectionInput = z.input<typeof schema>;

/**
 * Train the projections of images and texts to the space that they share; text features are the classifier's rows.
 * A CLIP ResNet projects inside its pool: there only the text's projection is trained. In LIFT+'s code only.
 */
export const projectionTuning = definePeft("projection", schema, (host, options, _data, where) => {
  needSites(where, host, ["image.projected", "text.projected"]);
  const tunes = ["projection", "text.projection"].filter((name) => host.parameters.has(name));
  needParameters(where, host, tunes);
  return {
    parameters: [],
    tunes,
    hooks: [],
    count: tunes.reduce((sum, name) => sum + sizeOf(host.parameters.get(name)!), 0),
    textRows: { template: options.template },
  };
});
