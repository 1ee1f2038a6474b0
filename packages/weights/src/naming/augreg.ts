import { asStored, convolutionOutFirst, flattened, outFirst, squeezedTo } from "./layouts.js";
import { rule, type Naming, type Rule } from "./naming.js";

const block = "Transformer\\/encoderblock_(\\d+)";
const attention = `${block}\\/MultiHeadDotProductAttention_\\d`;

/** JAX calls a normalisation's weight `scale`. */
const norm = (from: string, to: string): Rule[] => [
  rule(`${from}\\/scale`, `${to}.weight`),
  rule(`${from}\\/bias`, `${to}.bias`),
];
const dense = (from: string, to: string): Rule[] => [
  rule(`${from}\\/kernel`, `${to}.weight`, outFirst(1)),
  rule(`${from}\\/bias`, `${to}.bias`),
];

/** Query, key and value come `[D, H, D/H]` each; ours are one `[3D, D]`. */
const queryKeyValue = ["query", "key", "value"].flatMap((name, part) => [
  rule(`${attention}\\/${name}\\/kernel`, `blocks.$1.attn.qkv.weight#${part}`, outFirst(1)),
  rule(`${attention}\\/${name}\\/bias`, `blocks.$1.attn.qkv.bias#${part}`, flattened),
]);

/**
 * JAX's ViTs, as the `.npz` files of Steiner et al. 2021 ("How to train your ViT?") name them:
 * `Transformer/encoderblock_0/MultiHeadDotProductAttention_1/query/kernel`. Kernels are `[in, out]`; head and pre-logits are left out.
 */
export const augreg: Naming = {
  name: "augreg (JAX) ViT",
  signature: /^(.*?)Transformer\/encoder_norm\/scale$/,
  rules: [
    rule("embedding\\/kernel", "patch.weight", convolutionOutFirst),
    rule("embedding\\/bias", "patch.bias", asStored),
    rule("cls", "class", flattened),
    rule("Transformer\\/posembed_input\\/pos_embedding", "position", squeezedTo(2)),
    ...norm(`${block}\\/LayerNorm_0`, "blocks.$1.norm1"),
    ...queryKeyValue,
    rule(`${attention}\\/out\\/kernel`, "blocks.$1.attn.out.weight", outFirst(2)),
    rule(`${attention}\\/out\\/bias`, "blocks.$1.attn.out.bias"),
    ...norm(`${block}\\/LayerNorm_2`, "blocks.$1.norm2"),
    ...dense(`${block}\\/MlpBlock_\\d\\/Dense_0`, "blocks.$1.mlp.in"),
    ...dense(`${block}\\/MlpBlock_\\d\\/Dense_1`, "blocks.$1.mlp.out"),
    ...norm("Transformer\\/encoder_norm", "norm"),
  ],
  ignored: [/^head\//, /^pre_logits\//],
};
