import type { FormTable } from "../form.js";
import { elementwiseForms } from "./elementwise.js";
import { imageForms } from "./images.js";
import { indexingForms } from "./indexing.js";
import { layoutForms } from "./layout.js";
import { productForms } from "./products.js";
import { reductionForms } from "./reductions.js";

/** Every TensorFlow operation of the kernel table that a forward pass may use, in ONNX. Gradients have no form. */
export const forms: FormTable = {
  ...elementwiseForms,
  ...imageForms,
  ...indexingForms,
  ...layoutForms,
  ...productForms,
  ...reductionForms,
};
