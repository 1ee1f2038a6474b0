import type { HostTensor } from "@liftjs/contracts";
import { flattened, squeezedTo, stacked } from "./layouts.js";
import { neverNeeded, pair, rule, type Naming } from "./naming.js";
import { batchNorm, residualLayers } from "./openai.js";

const block = "blocks\\.(?:\\d+\\.)?(\\d+)";

/**
 * timm keeps the class token's position inside the class token for models with registers, so that positions are those of
 * the patches alone, a full square; a row of zeros for the class token is the same model.
 */
function withClassPosition(tensors: Record<string, HostTensor>): Record<string, HostTensor> {
  const { position } = tensors;
  const [rows = 0, width = 0] = position?.shape ?? [];
  if (!position || !tensors["class"] || rows < 4 || !Number.isInteger(Math.sqrt(rows))) return tensors;
  return { ...tensors, position: stacked([{ shape: [1, width], data: new Float32Array(width) }, position]) };
}

const rules = [
  pair("patch_embed\\.proj", "patch"),
  rule("cls_token", "class", flattened),
  rule("reg(?:ister)?_tokens?", "registers", squeezedTo(2)),
  rule("pos_embed", "position", squeezedTo(2)),
  pair("norm_pre", "pre"),
  pair(`${block}\\.norm([12])`, "blocks.$1.norm$2"),
  pair(`${block}\\.attn\\.qkv`, "blocks.$1.attn.qkv"),
  pair(`${block}\\.attn\\.proj`, "blocks.$1.attn.out"),
  rule(`${block}\\.ls([12])\\.gamma`, "blocks.$1.scale$2"),
  pair(`${block}\\.mlp\\.fc1`, "blocks.$1.mlp.in"),
  pair(`${block}\\.mlp\\.fc2`, "blocks.$1.mlp.out"),
  pair("norm", "norm"),
];

/** timm's VisionTransformer and the hub's DINOv2: `blocks.0.attn.qkv.weight`, `ls1.gamma`. The classification head is left out. */
export const timmVit: Naming = {
  name: "timm/DINOv2 hub ViT",
  signature: /^(.*?)patch_embed\.proj\.weight$/,
  rules,
  ignored: [/^head(_dist)?\./, /^pre_logits\./, /^fc_norm\./, /^dist_token$/],
  finish: withClassPosition,
};

/** timm's CLIP image towers, whose head is the projection. */
export const timmClip: Naming = {
  ...timmVit,
  name: "timm CLIP",
  rules: [...rules, rule("head\\.weight", "projection")],
  ignored: [/^head\.bias$/],
};

/** torchvision's and timm's ResNet: `layer1.0.conv1.weight`, `bn1.running_mean`. */
export const torchvisionResnet: Naming = {
  name: "torchvision/timm ResNet",
  signature: /^(.*?)layer1\.0\.conv1\.weight$/,
  rules: [rule("conv1\\.weight", "stem.conv1.weight"), ...batchNorm("bn1", "stem.norm1"), ...residualLayers("")],
  ignored: [/^fc\./],
};

/** Names that are ours already. */
export const canonical = (signature: RegExp): Naming => ({
  name: "liftjs",
  signature,
  rules: [rule("(.*)", "$1")],
  ignored: neverNeeded,
});
