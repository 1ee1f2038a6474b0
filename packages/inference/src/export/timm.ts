import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor, type HostTensors } from "@liftjs/contracts";
import { writeSafetensors } from "@liftjs/tensor-files";
import type { TunedModel } from "../tuned-model.js";
import { modelCard } from "./card.js";
import type { ExportOptions, Exporter } from "./forms.js";
import { checkInPython, pythonFile } from "./python-check.js";
import { asLinear, tensorOf, wholeWeights, type Unmerged, type WholeWeights } from "./whole-weights.js";

/** timm's architectures of our families; sizes go beside them. */
const architectures: Readonly<Record<string, string>> = {
  vit: "vit_base_patch16_224",
  dinov2: "vit_base_patch14_dinov2",
  "clip-vit": "vit_base_patch16_clip_quickgelu_224",
};

/** Methods that lift_timm.py knows beside those that fold into the weights, and the heads that it knows. */
const methods = ["adaptformer", "vpt-shallow", "vpt-deep"];
const heads = ["linear", "cosine", "l2", "layernorm"];

const renames: readonly (readonly [RegExp, string])[] = [
  [/^patch\./, "patch_embed.proj."],
  [/^pre\./, "norm_pre."],
  [/\.attn\.out\./, ".attn.proj."],
  [/\.scale([12])$/, ".ls$1.gamma"],
  [/\.mlp\.in\./, ".mlp.fc1."],
  [/\.mlp\.out\./, ".mlp.fc2."],
];

const renamed = (name: string): string => renames.reduce((text, [from, to]) => text.replace(from, to), name);

const reshaped = ({ data }: HostTensor, shape: readonly number[]): HostTensor => ({ shape, data });

/** The class token holds its own position where there are registers, as timm keeps it. */
function tokens(backbone: HostTensors, width: number): Record<string, HostTensor> {
  const [own, position] = [tensorOf(backbone, "class"), tensorOf(backbone, "position")];
  const { registers } = backbone;
  if (!registers)
    return {
      cls_token: reshaped(own, [1, 1, width]),
      pos_embed: reshaped(position, [1, position.data.length / width, width]),
    };
  const places = position.data.subarray(width);
  return {
    cls_token: { shape: [1, 1, width], data: own.data.map((v, i) => v + (position.data[i] ?? 0)) },
    reg_token: reshaped(registers, [1, registers.data.length / width, width]),
    pos_embed: { shape: [1, places.length / width, width], data: places.slice() },
  };
}

/** The backbone's tensors by timm's names. */
export function timmNames(backbone: HostTensors, width: number): Record<string, HostTensor> {
  const special = new Set(["class", "position", "registers", "projection", "logitScale"]);
  const rest = Object.entries(backbone).filter(([name]) => !special.has(name));
  return { ...tokens(backbone, width), ...Object.fromEntries(rest.map(([name, value]) => [renamed(name), value])) };
}

/** timm's name of the architecture, and its sizes. @throws LiftError `CAPABILITY` for a family that timm's ViT is not */
export function timmArchitecture({ parts, model, image }: TunedModel, whole: WholeWeights) {
  const { family } = parts.config.backbone;
  const architecture = architectures[family];
  if (architecture === undefined)
    throw new LiftError(
      "CAPABILITY",
      `a "${family}" backbone has no form for timm yet; it has for ${Object.keys(architectures).join(", ")}. Export it as "adapter" or "onnx"`,
    );
  const { width, blocks, heads: count, mlpWidth, patch } = model.backbone.host;
  const registers = whole.backbone["registers"]?.shape[0];
  const { activation } = parts.config.backbone;
  const args = {
    img_size: image.resolution,
    patch_size: patch,
    embed_dim: width,
    depth: blocks,
    num_heads: count,
    mlp_ratio: mlpWidth / width,
    ...(registers === undefined ? {} : { reg_tokens: registers, no_embed_class: true }),
    ...(typeof activation === "string" ? { act_layer: activation.replace("-", "_") } : {}),
  };
  return { architecture, args };
}

function methodFacts({ model }: TunedModel, { name, options }: Unmerged) {
  if (!methods.includes(name))
    throw new LiftError(
      "CAPABILITY",
      `peft "${name}" does not fold into the weights, and no Python is written for it (for ${methods.join(", ")} there is); export it as "adapter" or "onnx"`,
    );
  return { name, scale: options["scale"] ?? 1, tokens: model.backbone.host.tokens };
}

/** lift.json: what a Python file needs to build the model. @throws LiftError `CAPABILITY` */
export function timmFacts(model: TunedModel, whole: WholeWeights, alone: boolean) {
  const { architecture, args } = timmArchitecture(model, whole);
  const { name } = model.parts.classifier.plugin;
  if (!heads.includes(name))
    throw new LiftError("CAPABILITY", `classifier "${name}" has no form for timm; it has for ${heads.join(", ")}`);
  return {
    architecture,
    model_args: args,
    alone,
    head: { name, scale: model.model.classifier.scale },
    methods: whole.unmerged.map((method) => methodFacts(model, method)),
    label_names: model.classNames,
    preprocessing: model.image,
  };
}

/** timm's own config.json, by which `timm.create_model("local-dir:FOLDER")` and the Hub load it. */
function timmConfig(model: TunedModel, whole: WholeWeights) {
  const { architecture, args } = timmArchitecture(model, whole);
  const { resolution, interpolation, mean, std } = model.image;
  return {
    architecture,
    num_classes: model.classNames.length,
    num_features: model.model.backbone.host.featureWidth,
    model_args: args,
    label_names: model.classNames,
    pretrained_cfg: {
      input_size: [3, resolution, resolution],
      fixed_input_size: true,
      interpolation,
      crop_pct: 0.875,
      crop_mode: "center",
      mean,
      std,
      num_classes: model.classNames.length,
      pool_size: null,
      first_conv: "patch_embed.proj",
      classifier: "head",
    },
  };
}

function tensorsOf(model: TunedModel, whole: WholeWeights, alone: boolean): Record<string, HostTensor> {
  const linear = alone ? asLinear(model, whole.head) : null;
  const own = whole.unmerged.flatMap(({ name, own: tensors }) =>
    Object.entries(tensors).map(([part, value]) => [`lift.${name}.${part}`, value] as const),
  );
  const head = Object.entries(linear ?? whole.head).map(([name, value]) => [`head.${name}`, value] as const);
  return {
    ...timmNames(whole.backbone, model.model.backbone.host.width),
    ...Object.fromEntries(own),
    ...Object.fromEntries(head),
  };
}

const loadingAlone = `\`\`\`python
import timm
model = timm.create_model("local-dir:FOLDER", pretrained=True).eval()
\`\`\``;
const loadingModule = `\`\`\`python
from lift_timm import load  # the file beside this one; needs torch, timm, safetensors
model = load()
\`\`\``;

/** @param mayBeAlone whether timm's own loader is meant to build the model where it can */
function writeAll(model: TunedModel, dir: string, mayBeAlone: boolean): { alone: boolean; files: string[] } {
  const whole = wholeWeights(model);
  const alone = mayBeAlone && whole.unmerged.length === 0 && asLinear(model, whole.head) !== null;
  const json = (name: string, value: object) => {
    writeFileSync(join(dir, name), `${JSON.stringify(value, null, 1)}\n`);
    return name;
  };
  const files = [json("lift.json", timmFacts(model, whole, alone)), "model.safetensors", "README.md"];
  writeSafetensors(join(dir, "model.safetensors"), tensorsOf(model, whole, alone), { format: "pt" });
  writeFileSync(join(dir, "README.md"), modelCard(model, alone ? loadingAlone : loadingModule));
  if (alone) files.push(json("config.json", timmConfig(model, whole)));
  copyFileSync(pythonFile("lift_timm.py"), join(dir, "lift_timm.py"));
  return { alone, files: [...files, "lift_timm.py"] };
}

async function write(model: TunedModel, dir: string, options: ExportOptions, mayBeAlone: boolean) {
  if (options.precision !== "float32")
    throw new LiftError("OPTIONS", "this form is written in float32; leave --precision off");
  const { alone, files } = writeAll(model, dir, mayBeAlone);
  const check = await checkInPython(model, dir, "check_timm.py", ["torch", "timm", "safetensors"], options);
  const notes = alone
    ? ['loads by timm.create_model("local-dir:…", pretrained=True) alone']
    : ["lift_timm.py beside the weights builds the model: from lift_timm import load"];
  return { files, check, notes };
}

/** Whole weights under timm's names, methods folded in where they can be. */
export const timmForm: Exporter = {
  name: "timm",
  describe: "whole weights for timm, alone where head and method allow, else with a Python file that builds the model",
  write: (model, dir, options) => write(model, dir, options, true),
};

/** The same weights, always with the Python file, whose module has the head and the methods as layers of their own. */
export const pytorchForm: Exporter = {
  name: "pytorch",
  describe: "whole weights with a Python file of a torch module (on timm's blocks)",
  write: (model, dir, options) => write(model, dir, options, false),
};
