import { onnxForm } from "../onnx/onnx-form.js";
import { webForm } from "../web/web-form.js";
import type { Outputs, TunedModel } from "../tuned-model.js";
import { adapterForm } from "./adapter-form.js";
import { peftForm } from "./peft.js";
import { pytorchForm, timmForm } from "./timm.js";
import { transformersForm } from "./transformers.js";

/** How far an exported form's logits are from ours, or why nobody could tell. */
export type ExportCheck =
  /** `difference`: the largest |z − z'| over all checked logits. `by`: what computed z', such as "onnxruntime-node 1.23". */
  | { readonly done: true; readonly difference: number; readonly tolerance: number; readonly by: string }
  | { readonly done: false; readonly why: string };

/** What an exporter wrote. */
export interface ExportReport {
  /** Paths relative to the folder. */
  readonly files: readonly string[];
  readonly check: ExportCheck;
  /** Things that a person should know: what is not merged, what else must be installed. */
  readonly notes: readonly string[];
}

export interface ExportOptions {
  /**
   * Our own logits and features of normalised images `[n, height, width, 3]`, one view each, without adjustment: what an exported form is
   * checked against.
   */
  readonly reference: (images: Float32Array, n: number) => Promise<Outputs>;
  /** The Python that checks; none where it is null. */
  readonly python: string | null;
  /** Stored precision of whole weights. */
  readonly precision: "float32" | "float16";
  readonly log: (line: string) => void;
}

/** A form in which a tuned model leaves the project. */
export interface Exporter {
  readonly name: string;
  /** One line for the help text. */
  readonly describe: string;
  /**
   * Write the form into an empty folder that is there, and check it.
   * @throws LiftError `CAPABILITY` where the model cannot take this form
   */
  write(model: TunedModel, dir: string, options: ExportOptions): Promise<ExportReport>;
}

/** Every form, in the order in which the help text lists them. */
export const exporters: readonly Exporter[] = [
  adapterForm,
  pytorchForm,
  timmForm,
  transformersForm,
  peftForm,
  onnxForm,
  webForm,
];
