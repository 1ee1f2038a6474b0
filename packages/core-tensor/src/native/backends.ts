import { LiftError } from "@liftjs/contracts";
import type { NativeBinding } from "@liftjs/engine-native";
import "@tensorflow/tfjs-backend-cpu"; // its kernels are the list of all there are
import * as tf from "@tensorflow/tfjs-core";
import { GraphBackend } from "../graph/graph-backend.js";
import { registerKernels } from "../kernels/register.js";
import { OnnxBackend } from "../onnx/backend.js";
import { EagerBackend } from "./eager-backend.js";

/** Register a tfjs backend of ours with its kernels, once in a process. The current backend stays. */
async function ensureBackend(
  name: "graph" | "eager" | "onnx",
  make: () => tf.KernelBackend,
): Promise<tf.KernelBackend> {
  const known = tf.findBackend(name) as tf.KernelBackend | null;
  if (known) return known;
  registerKernels(name);
  if (!tf.registerBackend(name, make, 0))
    throw new LiftError("ENGINE", `the tfjs backend "${name}" is registered by other code`);
  const before = tf.getBackend();
  await tf.setBackend(name);
  const made = tf.backend();
  if (before) await tf.setBackend(before);
  return made;
}

/** The backend that records; it needs no addon. */
export const ensureGraphBackend = async (): Promise<GraphBackend> =>
  (await ensureBackend("graph", () => new GraphBackend())) as GraphBackend;

/** The backend that executes at once. */
export const ensureEagerBackend = async (binding: NativeBinding): Promise<void> => {
  await ensureBackend("eager", () => new EagerBackend(binding));
};

/** The backend that records ONNX; it needs no addon. */
export const ensureOnnxBackend = async (): Promise<OnnxBackend> =>
  (await ensureBackend("onnx", () => new OnnxBackend())) as OnnxBackend;
