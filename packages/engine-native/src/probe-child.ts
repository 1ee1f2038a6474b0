/**
 * Loads the addon named on the command line, after a library of operations where one is named with the addon that opens it,
 * multiplies two matrices, tries an operation of the library, and prints what it found as JSON.
 */
import { createRequire } from "node:module";
import type { NativeBinding } from "./binding.js";

const require = createRequire(import.meta.url);
const [addon = "", opener, operations] = process.argv.slice(2);
const opened = opener && operations ? (require(opener) as (path: string) => boolean)(operations) : false;
const binding = require(addon) as NativeBinding;
const a = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
const b = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([5, 6, 7, 8]));
const attributes = [
  { name: "transpose_a", type: binding.TF_ATTR_BOOL, value: false },
  { name: "transpose_b", type: binding.TF_ATTR_BOOL, value: true },
  { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
];
const [product] = binding.executeOp("MatMul", attributes, [a, b], 1);
const values = product ? [...binding.tensorDataSync(product.id)] : [];

/** x Φ(x) at −1, 0 and 1. */
function activated(): number[] {
  const x = binding.createTensor([3], binding.TF_FLOAT, new Float32Array([-1, 0, 1]));
  const kind = [
    { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: "quick", type: binding.TF_ATTR_BOOL, value: false },
  ];
  return binding.executeOp("LiftGelu", kind, [x], 1).flatMap(({ id }) => [...binding.tensorDataSync(id)]);
}

const found = { tensorflow: binding.TF_Version, gpu: binding.isUsingGpuDevice(), values };
process.stdout.write(`${JSON.stringify({ ...found, ...(opened ? { activated: activated() } : {}) })}\n`);
