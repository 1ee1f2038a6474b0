import type { KernelTable } from "./context.js";
import { elementwiseKernels } from "./elementwise.js";
import { imageKernels } from "./images.js";
import { indexingKernels } from "./indexing.js";
import { layoutKernels } from "./layout.js";
import { productKernels } from "./products.js";
import { reductionKernels } from "./reductions.js";
import { transformerKernels } from "./transformer.js";

/** Every tfjs kernel that can be recorded or executed, each written once in TensorFlow operations. */
export const kernelTable: KernelTable = {
  ...elementwiseKernels,
  ...reductionKernels,
  ...productKernels,
  ...layoutKernels,
  ...indexingKernels,
  ...imageKernels,
  ...transformerKernels,
};
