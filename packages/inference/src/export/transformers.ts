import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor, type HostTensors } from "@liftjs/contracts";
import { shorterSideFor } from "@liftjs/image-ops/views";
import { writeSafetensors } from "@liftjs/tensor-files";
import type { TunedModel } from "../tuned-model.js";
import { modelCard } from "./card.js";
import type { ExportOptions, Exporter } from "./forms.js";
import { checkInPython } from "./python-check.js";
import { asLinear, tensorOf, wholeWeights } from "./whole-weights.js";

/** A classifier of transformers that computes what one of our families does. */
interface Target {
  readonly modelType: string;
  readonly className: string;
  /** In front of every name of the backbone. */
  readonly prefix: string;
  readonly renames: readonly (readonly [RegExp, string])[];
  readonly config: Readonly<Record<string, unknown>>;
  /** Whether the head also takes the mean of the patches, behind the class token. */
  readonly takesMean: boolean;
  /** Whether the model has a token for masked patches, which classifying never uses. */
  readonly hasMask: boolean;
}

const shared = [
  [/^patch\./, "embeddings.patch_embeddings.projection."],
  [/^blocks\.(\d+)\.attn\.out\./, "encoder.layer.$1.attention.output.dense."],
  [/^norm\./, "layernorm."],
] as const;

const vit: Target = {
  modelType: "vit",
  className: "ViTForImageClassification",
  prefix: "vit.",
  renames: [
    ...shared,
    [/^blocks\.(\d+)\.norm1\./, "encoder.layer.$1.layernorm_before."],
    [/^blocks\.(\d+)\.norm2\./, "encoder.layer.$1.layernorm_after."],
    [/^blocks\.(\d+)\.mlp\.in\./, "encoder.layer.$1.intermediate.dense."],
    [/^blocks\.(\d+)\.mlp\.out\./, "encoder.layer.$1.output.dense."],
  ],
  config: {},
  takesMean: false,
  hasMask: false,
};

const dinov2: Target = {
  modelType: "dinov2",
  className: "Dinov2ForImageClassification",
  prefix: "dinov2.",
  renames: [
    ...shared,
    [/^blocks\.(\d+)\.norm([12])\./, "encoder.layer.$1.norm$2."],
    [/^blocks\.(\d+)\.scale([12])$/, "encoder.layer.$1.layer_scale$2.lambda1"],
    [/^blocks\.(\d+)\.mlp\.in\./, "encoder.layer.$1.mlp.fc1."],
    [/^blocks\.(\d+)\.mlp\.out\./, "encoder.layer.$1.mlp.fc2."],
  ],
  config: {},
  takesMean: true,
  hasMask: true,
};

function targetOf(model: TunedModel, backbone: HostTensors): Target {
  const { family } = model.parts.config.backbone;
  if (family === "vit") return vit;
  const registers = backbone["registers"]?.shape[0];
  if (family === "dinov2" && registers === undefined) return dinov2;
  if (family === "dinov2")
    return {
      ...dinov2,
      modelType: "dinov2_with_registers",
      className: "Dinov2WithRegistersForImageClassification",
      prefix: "dinov2_with_registers.",
      config: { num_register_tokens: registers },
    };
  throw new LiftError(
    "CAPABILITY",
    `transformers has no classifier on the class token of a "${family}" backbone; export it as "timm" or "onnx"`,
  );
}

/** The thirds of a fused projection. */
function thirds(name: string, { shape, data }: HostTensor): [string, HostTensor][] {
  const block = /^blocks\.(\d+)\.attn\.qkv\.(weight|bias)$/.exec(name);
  if (!block) return [];
  const [, i = "", kind = ""] = block;
  const size = data.length / 3;
  return ["query", "key", "value"].map((part, k) => [
    `encoder.layer.${i}.attention.attention.${part}.${kind}`,
    { shape: [(shape[0] ?? 3) / 3, ...shape.slice(1)], data: data.slice(k * size, (k + 1) * size) },
  ]);
}

function backboneNames(backbone: HostTensors, { renames, prefix }: Target, width: number): Record<string, HostTensor> {
  const row = (name: string): HostTensor => {
    const { data } = tensorOf(backbone, name);
    return { shape: [1, data.length / width, width], data };
  };
  const special: Record<string, string> = {
    class: "cls_token",
    position: "position_embeddings",
    registers: "register_tokens",
  };
  const entries = Object.entries(backbone).flatMap(([name, value]): [string, HostTensor][] => {
    const own = special[name];
    if (own !== undefined) return [[`embeddings.${own}`, row(name)]];
    const parts = thirds(name, value);
    return parts.length ? parts : [[renames.reduce((text, [from, to]) => text.replace(from, to), name), value]];
  });
  return Object.fromEntries(entries.map(([name, value]) => [prefix + name, value]));
}

/** `[C, D]` to `[C, 2·D]` with zeros for the mean of the patches. */
function widened({ shape: [rows = 0, width = 0], data }: HostTensor): HostTensor {
  const out = new Float32Array(rows * width * 2);
  for (let c = 0; c < rows; c++) out.set(data.subarray(c * width, (c + 1) * width), c * width * 2);
  return { shape: [rows, 2 * width], data: out };
}

function configOf(model: TunedModel, { modelType, className, config }: Target) {
  const { host } = model.model.backbone;
  const { activation, epsilon } = model.parts.config.backbone;
  return {
    architectures: [className],
    model_type: modelType,
    hidden_size: host.width,
    num_hidden_layers: host.blocks,
    num_attention_heads: host.heads,
    intermediate_size: host.mlpWidth,
    mlp_ratio: host.mlpWidth / host.width,
    hidden_act: activation === "quick-gelu" ? "quick_gelu" : "gelu",
    layer_norm_eps: typeof epsilon === "number" ? epsilon : 1e-6,
    image_size: model.image.resolution,
    patch_size: host.patch,
    num_channels: 3,
    qkv_bias: true,
    ...config,
    id2label: Object.fromEntries(model.classNames.map((name, c) => [c, name])),
    label2id: Object.fromEntries(model.classNames.map((name, c) => [name, c])),
    torch_dtype: "float32",
  };
}

const preprocessorOf = ({ image: { resolution, interpolation, mean, std } }: TunedModel) => ({
  image_processor_type: "BitImageProcessor",
  do_convert_rgb: true,
  do_resize: true,
  size: { shortest_edge: shorterSideFor(resolution) },
  resample: interpolation === "bicubic" ? 3 : 2,
  do_center_crop: true,
  crop_size: { height: resolution, width: resolution },
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: mean,
  image_std: std,
});

const loading = `\`\`\`python
from transformers import AutoImageProcessor, AutoModelForImageClassification
model = AutoModelForImageClassification.from_pretrained("FOLDER")
processor = AutoImageProcessor.from_pretrained("FOLDER")
\`\`\``;

/** What goes into the folder. @throws LiftError `CAPABILITY` where transformers has no such model */
function contents(model: TunedModel) {
  const { backbone, unmerged, head } = wholeWeights(model);
  const target = targetOf(model, backbone);
  const [first] = unmerged;
  if (first)
    throw new LiftError(
      "CAPABILITY",
      `peft "${first.name}" does not fold into the weights; export the model as "timm", which writes a Python file for it`,
    );
  const linear = asLinear(model, head);
  if (!linear)
    throw new LiftError(
      "CAPABILITY",
      `a "${model.parts.classifier.plugin.name}" head is no W·f + b, which is all that transformers' classifiers have; export it as "timm", or train with classifier "linear" or "l2"`,
    );
  const { width } = model.model.backbone.host;
  const tensors = {
    ...backboneNames(backbone, target, width),
    ...(target.hasMask ? { [`${target.prefix}embeddings.mask_token`]: { shape: [1, width], data: new Float32Array(width) } } : {}), // prettier-ignore
    "classifier.weight": target.takesMean ? widened(linear.weight) : linear.weight,
    "classifier.bias": linear.bias,
  };
  return { tensors, config: configOf(model, target) };
}

async function write(model: TunedModel, dir: string, options: ExportOptions) {
  if (options.precision !== "float32")
    throw new LiftError("OPTIONS", "this form is written in float32; leave --precision off");
  const { tensors, config } = contents(model);
  writeSafetensors(join(dir, "model.safetensors"), tensors, { format: "pt" });
  for (const [name, value] of Object.entries({
    "config.json": config,
    "preprocessor_config.json": preprocessorOf(model),
  }))
    writeFileSync(join(dir, name), `${JSON.stringify(value, null, 1)}\n`);
  writeFileSync(join(dir, "README.md"), modelCard(model, loading));
  const check = await checkInPython(
    model,
    dir,
    "check_transformers.py",
    ["torch", "transformers", "safetensors"],
    options,
  );
  return {
    files: ["model.safetensors", "config.json", "preprocessor_config.json", "README.md"],
    check,
    notes: ["loads by AutoModelForImageClassification.from_pretrained alone; the processor shows one view of a photo"],
  };
}

/** Whole weights for transformers, where it has the model: ViT and DINOv2 with a linear head, methods folded in. */
export const transformersForm: Exporter = {
  name: "transformers",
  describe: "whole weights for transformers: ViT and DINOv2, a linear or l2 head, methods that fold in",
  write,
};
