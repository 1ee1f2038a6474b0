import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LiftError, type HostTensor, type HostTensors } from "@liftjs/contracts";
import { writeSafetensors } from "@liftjs/tensor-files";
import type { TunedModel } from "../tuned-model.js";
import { modelCard } from "./card.js";
import type { ExportOptions, Exporter } from "./forms.js";
import { checkInPython } from "./python-check.js";
import { timmFacts, timmNames } from "./timm.js";
import { asLinear, tensorOf, wholeWeights } from "./whole-weights.js";

/** One block's pairs as a single one of rank 2R on the fused projection `[3D, D]`: queries in the first third, values in the last. */
function fused(own: HostTensors, i: number): { a: HostTensor; b: HostTensor; rank: number } {
  const part = (name: string) => tensorOf(own, `lora.blocks.${i}.${name}`);
  const [qa, qb, va, vb] = [part("q.a"), part("q.b"), part("v.a"), part("v.b")];
  const [rank = 0, width = 0] = qa.shape;
  const a = new Float32Array(2 * rank * width);
  a.set(qa.data);
  a.set(va.data, rank * width);
  const b = new Float32Array(3 * width * 2 * rank);
  for (let row = 0; row < width; row++) {
    b.set(qb.data.subarray(row * rank, (row + 1) * rank), row * 2 * rank);
    b.set(vb.data.subarray(row * rank, (row + 1) * rank), (2 * width + row) * 2 * rank + rank);
  }
  return { a: { shape: [2 * rank, width], data: a }, b: { shape: [3 * width, 2 * rank], data: b }, rank };
}

function blocksOf(values: HostTensors): number[] {
  const found = Object.keys(values).flatMap((name) => /^lora\.blocks\.(\d+)\.q\.a$/.exec(name)?.[1] ?? []);
  return found.map(Number).sort((x, y) => x - y);
}

/** @throws LiftError `CAPABILITY` where peft's layout has no place for the model */
function checkForm(
  model: TunedModel,
  linear: ReturnType<typeof asLinear>,
): asserts linear is NonNullable<typeof linear> {
  const names = model.parts.peft.map((p) => p.plugin.name);
  if (names.join() !== "lora")
    throw new LiftError(
      "CAPABILITY",
      `this form holds LoRA alone, and the model has ${names.join(", ") || "no method"}; export it as "timm" or "adapter"`,
    );
  if (!linear)
    throw new LiftError(
      "CAPABILITY",
      `a "${model.parts.classifier.plugin.name}" head is no W·f + b, which is what timm's models have; export it as "timm", or train with classifier "linear" or "l2"`,
    );
}

function contents(model: TunedModel) {
  const whole = wholeWeights(model);
  const linear = asLinear(model, whole.head);
  checkForm(model, linear);
  const blocks = blocksOf(model.values).map((i) => ({ name: `blocks.${i}.attn.qkv`, ...fused(model.values, i) }));
  const [first] = blocks;
  if (!first) throw new LiftError("WEIGHTS", "the adapter holds no LoRA pair");
  const tensors = Object.fromEntries([
    ...blocks.flatMap(({ name, a, b }) => [
      [`base_model.model.${name}.lora_A.weight`, a] as const,
      [`base_model.model.${name}.lora_B.weight`, b] as const,
    ]),
    ["base_model.model.head.weight", linear.weight] as const,
    ["base_model.model.head.bias", linear.bias] as const,
  ]);
  const config = {
    peft_type: "LORA",
    base_model_name_or_path: model.base.name,
    task_type: null,
    inference_mode: true,
    r: 2 * first.rank,
    lora_alpha: 2,
    lora_dropout: 0,
    bias: "none",
    fan_in_fan_out: false,
    target_modules: blocks.map(({ name }) => name),
    modules_to_save: ["head"],
  };
  return { tensors, config, facts: timmFacts(model, whole, true) };
}

const loadingOf = ({ architecture, model_args }: ReturnType<typeof timmFacts>, classes: number): string => `\`\`\`python
import timm, peft
base = timm.create_model(${JSON.stringify(architecture)}, num_classes=${classes}, ...)  # with the base model's weights, sizes ${JSON.stringify(model_args)}
model = peft.PeftModel.from_pretrained(base, "FOLDER").eval()
\`\`\``;

/** Compare on timm's model with our base weights, which are written beside for the time of the check. */
async function check(model: TunedModel, dir: string, options: ExportOptions) {
  const folder = mkdtempSync(join(tmpdir(), "lift-base-"));
  try {
    const path = join(folder, "base.safetensors");
    const image = Object.fromEntries(
      model.model.backbone.parameters.flatMap(({ name }) =>
        name.startsWith("text.") ? [] : [[name, tensorOf(model.base.values, name)]],
      ),
    );
    writeSafetensors(path, timmNames(image, model.model.backbone.host.width));
    return await checkInPython(model, dir, "check_peft.py", ["torch", "timm", "peft", "safetensors"], options, [path]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function write(model: TunedModel, dir: string, options: ExportOptions) {
  const { tensors, config, facts } = contents(model);
  writeSafetensors(join(dir, "adapter_model.safetensors"), tensors, { format: "pt" });
  for (const [name, value] of Object.entries({ "adapter_config.json": config, "lift.json": facts }))
    writeFileSync(join(dir, name), `${JSON.stringify(value, null, 1)}\n`);
  writeFileSync(join(dir, "README.md"), modelCard(model, loadingOf(facts, model.classNames.length)));
  return {
    files: ["adapter_model.safetensors", "adapter_config.json", "lift.json", "README.md"],
    check: await check(model, dir, options),
    notes: [
      "queries and values are one pair of twice the rank on timm's fused projection; loads by PeftModel.from_pretrained upon timm's model of the base weights",
    ],
  };
}

/** LoRA in the layout of Hugging Face's peft, upon timm's model. */
export const peftForm: Exporter = {
  name: "peft",
  describe: "LoRA for Hugging Face's peft, upon timm's model of the base weights",
  write,
};
