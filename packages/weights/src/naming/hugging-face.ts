import { flattened, squeezedTo } from "./layouts.js";
import { pair, rule, type Naming, type Rule } from "./naming.js";
import { batchNorm } from "./openai.js";

const separateQkv = (from: string, to: string, names: readonly string[]): Rule[] =>
  names.map((name, part) => rule(`${from}\\.${name}\\.(weight|bias)`, `${to}.qkv.$2#${part}`));

const clipBlocks = (from: string, to: string): Rule[] => [
  pair(`${from}\\.(\\d+)\\.layer_norm1`, `${to}.$1.norm1`),
  ...separateQkv(`${from}\\.(\\d+)\\.self_attn`, `${to}.$1.attn`, ["q_proj", "k_proj", "v_proj"]),
  pair(`${from}\\.(\\d+)\\.self_attn\\.out_proj`, `${to}.$1.attn.out`),
  pair(`${from}\\.(\\d+)\\.layer_norm2`, `${to}.$1.norm2`),
  pair(`${from}\\.(\\d+)\\.mlp\\.fc1`, `${to}.$1.mlp.in`),
  pair(`${from}\\.(\\d+)\\.mlp\\.fc2`, `${to}.$1.mlp.out`),
];

/** transformers' CLIPModel and CLIPVisionModel: `vision_model.encoder.layers.0.self_attn.q_proj.weight`; the image tower alone has no prefix. */
export const huggingFaceClip: Naming = {
  name: "Hugging Face CLIP",
  signature: /^(.*?)(?:vision_model\.)?embeddings\.patch_embedding\.weight$/,
  rules: [
    rule("(?:vision_model\\.)?embeddings\\.patch_embedding\\.(weight|bias)", "patch.$1"),
    rule("(?:vision_model\\.)?embeddings\\.class_embedding", "class", flattened),
    rule("(?:vision_model\\.)?embeddings\\.position_embedding\\.weight", "position"),
    pair("(?:vision_model\\.)?pre_layrnorm", "pre"),
    ...clipBlocks("(?:vision_model\\.)?encoder\\.layers", "blocks"),
    pair("(?:vision_model\\.)?post_layernorm", "norm"),
    rule("visual_projection\\.weight", "projection"),
    rule("text_model\\.embeddings\\.token_embedding\\.weight", "text.token"),
    rule("text_model\\.embeddings\\.position_embedding\\.weight", "text.position"),
    ...clipBlocks("text_model\\.encoder\\.layers", "text.blocks"),
    pair("text_model\\.final_layer_norm", "text.norm"),
    rule("text_projection\\.weight", "text.projection"),
    rule("logit_scale", "logitScale", squeezedTo(0)),
  ],
  ignored: [],
};

/** Files have the first form of each name; modules of transformers 5 call their own parameters by the second. */
const layer = "(?:encoder\\.layer|layers)\\.(\\d+)";

/** transformers' ViTModel, Dinov2Model and Dinov2WithRegistersModel: `encoder.layer.0.attention.attention.query.weight`. */
export const huggingFaceVit: Naming = {
  name: "Hugging Face ViT/DINOv2",
  signature: /^(.*?)embeddings\.patch_embeddings\.projection\.weight$/,
  rules: [
    pair("embeddings\\.patch_embeddings\\.projection", "patch"),
    rule("embeddings\\.cls_token", "class", flattened),
    rule("embeddings\\.register_tokens", "registers", squeezedTo(2)),
    rule("embeddings\\.position_embeddings", "position", squeezedTo(2)),
    // ONNX exports cut the positions into the class token's and the patches'.
    rule("embeddings\\.Concat(?:_\\d+)?\\.\\d", "position#0", squeezedTo(2)),
    rule("embeddings\\.Reshape(?:_\\d+)?\\.\\d", "position#1", squeezedTo(2)),
    pair(`${layer}\\.(?:norm1|layernorm_before)`, "blocks.$1.norm1"),
    ...separateQkv(`${layer}\\.attention`, "blocks.$1.attn", [
      "attention\\.query",
      "attention\\.key",
      "attention\\.value",
    ]),
    ...separateQkv(`${layer}\\.attention`, "blocks.$1.attn", ["q_proj", "k_proj", "v_proj"]),
    pair(`${layer}\\.attention\\.(?:output\\.dense|o_proj)`, "blocks.$1.attn.out"),
    rule(`${layer}\\.layer_scale([12])\\.lambda1`, "blocks.$1.scale$2"),
    pair(`${layer}\\.(?:norm2|layernorm_after)`, "blocks.$1.norm2"),
    pair(`${layer}\\.(?:mlp\\.fc1|intermediate\\.dense)`, "blocks.$1.mlp.in"),
    pair(`${layer}\\.(?:mlp\\.fc2|output\\.dense)`, "blocks.$1.mlp.out"),
    pair("layernorm", "norm"),
  ],
  ignored: [/^pooler\./, /^classifier\./],
};

const stage = "encoder\\.stages\\.(\\d+)\\.layers\\.(\\d+)";

/** transformers' ResNetModel: `encoder.stages.0.layers.0.layer.0.convolution.weight`. */
export const huggingFaceResnet: Naming = {
  name: "Hugging Face ResNet",
  signature: /^(.*?)embedder\.embedder\.convolution\.weight$/,
  rules: [
    rule("embedder\\.embedder\\.convolution\\.weight", "stem.conv1.weight"),
    ...batchNorm("embedder\\.embedder\\.normalization", "stem.norm1"),
    ...[0, 1, 2].flatMap((part) => [
      rule(`${stage}\\.layer\\.${part}\\.convolution\\.weight`, `layers.$1.$2.conv${part + 1}.weight`),
      ...batchNorm(`${stage}\\.layer\\.${part}\\.normalization`, `layers.$1.$2.norm${part + 1}`),
    ]),
    rule(`${stage}\\.shortcut\\.convolution\\.weight`, "layers.$1.$2.downsample.conv.weight"),
    ...batchNorm(`${stage}\\.shortcut\\.normalization`, "layers.$1.$2.downsample.norm"),
  ],
  ignored: [/^classifier\./],
};
