import { blockRange, blocksOption, definePeft, needParameters } from "@liftjs/contracts";
import { z } from "zod";

const schema = z.strictObject({ blocks: blocksOption });

/** What an experiment may write. */
export type BitFitInput = z.input<typeof schema>;

const biasParts = ["norm1.bias", "attn.qkv.bias", "attn.out.bias", "norm2.bias", "mlp.in.bias", "mlp.out.bias"];
const normParts = ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"];

/** Train the named parts of each block; `perBlock` is the formula for their sizes. */
const tuneParts = (name: string, parts: readonly string[], perBlock: (D: number, M: number) => number) =>
  definePeft(name, schema, (host, options, _data, where) => {
    const blocks = blockRange(host, options.blocks, where);
    const tunes = blocks.flatMap((i) => parts.map((part) => `blocks.${i}.${part}`));
    needParameters(where, host, tunes);
    return { parameters: [], tunes, hooks: [], count: blocks.length * perBlock(host.width, host.mlpWidth) };
  });

/**
 * BitFit: train every bias inside the blocks, those of the LayerNorms included.
 * `7·D + M` numbers a block, `11·D` where M = 4·D. Source: Ben Zaken et al. 2022.
 */
export const bitFit = tuneParts("bitfit", biasParts, (D, M) => 7 * D + M);

/** Train scale and shift of both LayerNorms of every block: `4·D` numbers a block. In the authors' code only. */
export const layerNormTuning = tuneParts("layernorm", normParts, (D) => 4 * D);
