/** Loads the addon named on the command line, multiplies two matrices with it, and prints what it found as JSON. */
import { createRequire } from "node:module";
import type { NativeBinding } from "./binding.js";

const binding = createRequire(import.meta.url)(process.argv[2]!) as NativeBinding;
const a = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
const b = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([5, 6, 7, 8]));
const attributes = [
  { name: "transpose_a", type: binding.TF_ATTR_BOOL, value: false },
  { name: "transpose_b", type: binding.TF_ATTR_BOOL, value: true },
  { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
];
const [product] = binding.executeOp("MatMul", attributes, [a, b], 1);
const values = Array.from(binding.tensorDataSync(product!.id) as Float32Array);
process.stdout.write(
  `${JSON.stringify({ tensorflow: binding.TF_Version, gpu: binding.isUsingGpuDevice(), values })}\n`,
);
