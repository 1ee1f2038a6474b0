import { LiftError, type HostTensors } from "@liftjs/contracts";
import { onnxModel, type EntryDefinition, type ProgramDefinition } from "@liftjs/core-tensor";
import { frozenValues } from "@liftjs/training";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { TunedModel } from "../tuned-model.js";
import { INPUT, type GraphPreprocessing } from "./preprocessing.js";

const ENTRY = "forward";

/** A Program whose one entry takes normalised images to features and logits. */
function forwardPass(
  { model, image: { resolution } }: TunedModel,
  values: HostTensors,
  batch: number,
): ProgramDefinition {
  const entry: EntryDefinition = {
    inputs: { [INPUT]: { shape: [batch, resolution, resolution, 3], dtype: "float32" } },
    run(inputs, state) {
      const images = inputs[INPUT];
      if (!images) throw new LiftError("ENGINE", `the forward pass is not given "${INPUT}"`);
      return { ...model.forward(images as Tensor4D, { read: (name) => state.read(name), training: false }) };
    },
  };
  return { state: Object.entries(values).map(([name, { shape }]) => ({ name, shape })), entries: { [ENTRY]: entry } };
}

const percent = (value: unknown): string => (typeof value === "number" ? `${value.toFixed(1)} %` : "not measured");

/** What the model is, in a few lines for people. */
function card({ name, base, parts, classNames, record }: TunedModel): string {
  const methods = parts.peft.map(({ plugin }) => plugin.name).join(", ") || "none (head only)";
  return [
    `${name}: an image classifier of ${classNames.length} classes.`,
    `Base model: ${base.name} (sha256 ${base.sha256}).`,
    `Fine-tuning: ${methods}; classifier: ${parts.classifier.plugin.name}; loss: ${parts.loss.plugin.name}.`,
    `Accuracy on its test images: ${percent(record.metrics?.overall)} overall, ${percent(record.metrics?.meanClass)} mean over classes.`,
    "Prepare images as preprocessing.json says. Written by LiftJS.",
  ].join("\n");
}

/** The tuned model's forward pass, normalised images `[batch, height, width, 3]` → `features`, `logits`, as an ONNX file. */
export function forwardOnnx(
  tuned: TunedModel,
  preprocessing: GraphPreprocessing,
  precision: "float32" | "float16",
): Promise<Uint8Array> {
  const values = { ...frozenValues(tuned.model, tuned.base.values), ...tuned.values };
  const text = card(tuned);
  return onnxModel({
    definition: (batch) => forwardPass(tuned, values, batch),
    entry: ENTRY,
    values,
    precision,
    text: {
      name: tuned.name,
      description: text,
      metadata: {
        card: text,
        classNames: JSON.stringify(tuned.classNames),
        preprocessing: JSON.stringify(preprocessing),
      },
    },
  });
}
