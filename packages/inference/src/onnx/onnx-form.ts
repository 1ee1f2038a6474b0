import { join } from "node:path";
import { writeAtomically } from "@liftjs/tensor-files";
import type { Exporter } from "../export/forms.js";
import { checkOnnx } from "./check.js";
import { forwardOnnx } from "./forward.js";
import { preprocessingOf } from "./preprocessing.js";

/** `model.onnx`: normalised images → features and logits, any number at once; `preprocessing.json`: what comes before and after. */
export const onnxForm: Exporter = {
  name: "onnx",
  describe: "model.onnx for ONNX runtimes in any language, with preprocessing.json",
  async write(tuned, dir, options) {
    const { preprocessing, notes } = preprocessingOf(tuned);
    const path = join(dir, "model.onnx");
    writeAtomically(path, await forwardOnnx(tuned, preprocessing, options.precision));
    writeAtomically(join(dir, "preprocessing.json"), `${JSON.stringify(preprocessing, null, 1)}\n`);
    return {
      files: ["model.onnx", "preprocessing.json"],
      check: await checkOnnx(path, tuned, options),
      notes: [...notes, "photos are resized, cropped and normalised outside of the graph, as preprocessing.json says"],
    };
  },
};
