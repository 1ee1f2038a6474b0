import { blockRange, blocksOption, definePeft, needParameters, sizeOf } from "@liftjs/contracts";
import { z } from "zod";

const schema = z.strictObject({ blocks: blocksOption });

/** What an experiment may write. */
export type FullInput = z.input<typeof schema>;

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    full: FullInput;
  }
}

/**
 * Train every parameter of the blocks: all of them ("full"), or with `blocks: { last: k }` the last k ("partial-k").
 * Patch and position embeddings and the norms outside of blocks stay frozen, as in the authors' code.
 */
export const full = definePeft("full", schema, (host, options, _data, where) => {
  const blocks = blockRange(host, options.blocks, where);
  const tunes = blocks.flatMap((i) => [...host.parameters.keys()].filter((name) => name.startsWith(`blocks.${i}.`)));
  needParameters(where, host, tunes);
  return {
    parameters: [],
    tunes,
    hooks: [],
    count: tunes.reduce((sum, name) => sum + sizeOf(host.parameters.get(name)!), 0),
  };
});
