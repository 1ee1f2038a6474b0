import { outFirst, squeezedTo } from "./layouts.js";
import { pair, rule, type Naming, type Rule } from "./naming.js";

const blocks = (from: string, to: string): Rule[] => [
  pair(`${from}\\.(\\d+)\\.ln_1`, `${to}.$1.norm1`),
  rule(`${from}\\.(\\d+)\\.attn\\.in_proj_(weight|bias)`, `${to}.$1.attn.qkv.$2`),
  pair(`${from}\\.(\\d+)\\.attn\\.out_proj`, `${to}.$1.attn.out`),
  pair(`${from}\\.(\\d+)\\.ln_2`, `${to}.$1.norm2`),
  pair(`${from}\\.(\\d+)\\.mlp\\.c_fc`, `${to}.$1.mlp.in`),
  pair(`${from}\\.(\\d+)\\.mlp\\.c_proj`, `${to}.$1.mlp.out`),
];

/** The text tower; OpenCLIP's newer classes put `text.` before it. Projections are stored `[in, out]` here. */
const text: readonly Rule[] = [
  rule("(?:text\\.)?token_embedding\\.weight", "text.token"),
  rule("(?:text\\.)?positional_embedding", "text.position"),
  ...blocks("(?:text\\.)?transformer\\.resblocks", "text.blocks"),
  pair("(?:text\\.)?ln_final", "text.norm"),
  rule("(?:text\\.)?text_projection", "text.projection", outFirst(1)),
  rule("logit_scale", "logitScale", squeezedTo(0)),
];

/** Sizes that OpenAI's archives keep as tensors. */
const sizes = [/^(input_resolution|context_length|vocab_size)$/, /^logit_bias$/];

/** Names of OpenAI's CLIP and of OpenCLIP: `visual.transformer.resblocks.0.attn.in_proj_weight`. */
export const openaiTransformer: Naming = {
  name: "OpenAI/OpenCLIP transformer",
  signature: /^(.*?)visual\.class_embedding$/,
  rules: [
    rule("visual\\.conv1\\.(weight|bias)", "patch.$1"),
    rule("visual\\.class_embedding", "class"),
    rule("visual\\.positional_embedding", "position"),
    pair("visual\\.ln_pre", "pre"),
    ...blocks("visual\\.transformer\\.resblocks", "blocks"),
    pair("visual\\.ln_post", "norm"),
    rule("visual\\.proj", "projection", outFirst(1)),
    ...text,
  ],
  ignored: sizes,
};

const statistics: readonly (readonly [string, string])[] = [
  ["weight", "weight"],
  ["bias", "bias"],
  ["running_mean", "mean"],
  ["running_var", "variance"],
];

/** The four tensors of a batch normalisation. */
export const batchNorm = (from: string, to: string): Rule[] =>
  statistics.map(([theirs, ours]) => rule(`${from}\\.${theirs}`, `${to}.${ours}`));

/** Residual layers as torchvision calls them, counted from 1; ours from 0. */
export const residualLayers = (prefix: string): Rule[] =>
  [1, 2, 3, 4].flatMap((layer) => {
    const from = `${prefix}layer${layer}\\.(\\d+)`;
    const to = `layers.${layer - 1}.$1`;
    return [
      rule(`${from}\\.conv(\\d)\\.weight`, `${to}.conv$2.weight`),
      ...batchNorm(`${from}\\.bn(\\d)`, `${to}.norm$2`),
      rule(`${from}\\.downsample\\.0\\.weight`, `${to}.downsample.conv.weight`),
      ...batchNorm(`${from}\\.downsample\\.1`, `${to}.downsample.norm`),
    ];
  });

/** Names of OpenAI's CLIP with a ModifiedResNet: `visual.layer1.0.conv1.weight`, `visual.attnpool.q_proj.weight`. */
export const openaiResnet: Naming = {
  name: "OpenAI/OpenCLIP ResNet",
  signature: /^(.*?)visual\.attnpool\.positional_embedding$/,
  rules: [
    rule("visual\\.conv(\\d)\\.weight", "stem.conv$1.weight"),
    ...batchNorm("visual\\.bn(\\d)", "stem.norm$1"),
    ...residualLayers("visual\\."),
    rule("visual\\.attnpool\\.positional_embedding", "pool.position"),
    pair("visual\\.attnpool\\.([qkv])_proj", "pool.$1"),
    pair("visual\\.attnpool\\.c_proj", "pool.out"),
    ...text,
  ],
  ignored: sizes,
};
