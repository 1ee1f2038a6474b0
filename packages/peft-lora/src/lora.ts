import { blockRange, definePeft, needSites, type Attachment, type DataFacts, type Host } from "@liftjs/contracts";
import { lowRankHook, mergeLowRank, pairParameters, type Target } from "./low-rank.js";
import { rankOf, schema, type LoraOptions } from "./options.js";

/** Queries and values of one block: the first and the last third of the fused projection's rows. */
const attentionTargets = (i: number, { width }: Host): Target[] =>
  (["q", "v"] as const).map((part) => ({
    site: `blocks.${i}.attn.${part}`,
    pair: `blocks.${i}.${part}`,
    weight: `blocks.${i}.attn.qkv.weight`,
    firstRow: part === "q" ? 0 : 2 * width,
    inWidth: width,
    outWidth: width,
  }));

/** Both projections of one block's feed-forward network. */
const mlpTargets = (i: number, { width, mlpWidth }: Host): Target[] =>
  (["in", "out"] as const).map((part) => ({
    site: `blocks.${i}.mlp.${part}`,
    pair: `blocks.${i}.mlp.${part}`,
    weight: `blocks.${i}.mlp.${part}.weight`,
    firstRow: 0,
    inWidth: part === "in" ? width : mlpWidth,
    outWidth: part === "in" ? mlpWidth : width,
  }));

function attach(
  host: Host,
  options: LoraOptions,
  data: DataFacts,
  where: string,
  targetsOf: (i: number, host: Host) => Target[],
): Attachment {
  const targets = blockRange(host, options.blocks, where).flatMap((i) => targetsOf(i, host));
  needSites(
    where,
    host,
    targets.map(({ site }) => site),
  );
  const rank = rankOf(options, host, data);
  return {
    parameters: targets.flatMap((target) => pairParameters(target, rank)),
    tunes: [],
    hooks: targets.map((target) => lowRankHook(target, rank)),
    count: targets.reduce((sum, { inWidth, outWidth }) => sum + rank * (inWidth + outWidth), 0),
    merge: (weights, own) => mergeLowRank(targets, rank, weights, own),
  };
}

/**
 * LoRA on queries and values: `(1/R) · x·aᵀ·bᵀ` is added after the fused projection with its bias, before heads are split.
 * Files hold `a [R, D]` and `b [D, R]`. Trains `4·R·D` numbers a block. b starts at zero, so the model starts unchanged.
 * Source: Hu et al. 2022; LIFT scales by 1/R and draws a from uniform ±1/√R.
 */
export const lora = definePeft("lora", schema, (host, options, data, where) =>
  attach(host, options, data, where, attentionTargets),
);

/**
 * The same on both projections of the feed-forward network (inner width M): `mlp.in.a [R, D]`, `mlp.in.b [M, R]`,
 * `mlp.out.a [R, M]`, `mlp.out.b [D, R]`. Trains `2·R·(D+M)` numbers a block. In the authors' code only.
 */
export const loraMlp = definePeft("lora-mlp", schema, (host, options, data, where) =>
  attach(host, options, data, where, mlpTargets),
);
