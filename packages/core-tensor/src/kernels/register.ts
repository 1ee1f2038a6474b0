import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { callerName } from "../native/caller-name.js";
import type { OperationBackend } from "../native/operation-backend.js";
import type { Kernel } from "./context.js";
import { nativeKernels } from "./native.js";
import { kernelTable } from "./table.js";

const kernelFunction =
  (name: string, kernel: Kernel): tf.KernelFunc =>
  ({ inputs, attrs, backend }) =>
    (backend as OperationBackend<unknown>).runKernel(name, kernel, inputs, attrs);

/** What stands in for a kernel that we have not written. */
const missing =
  (kernel: string, backendName: string): tf.KernelFunc =>
  () => {
    const operation = callerName();
    throw new LiftError(
      "KERNEL",
      `tfjs operation "${operation}" needs the kernel "${kernel}", which the engine "${backendName}" does not have; ` +
        `write it with other operations, or use the engine "wasm" or "cpu". Its kernels: ${Object.keys(kernelTable).sort().join(", ")}`,
      { kernel, operation },
    );
  };

/** Register our kernels for a tfjs backend, and a clear refusal for every other kernel of tfjs; our own operations have a composed form. */
export function registerKernels(backendName: string): void {
  for (const [kernelName, kernel] of Object.entries(kernelTable)) {
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernelFunction(kernelName, kernel) });
  }
  for (const { kernelName } of tf.getKernelsForBackend("cpu")) {
    if (!(kernelName in kernelTable) && !(kernelName in nativeKernels))
      tf.registerKernel({ kernelName, backendName, kernelFunc: missing(kernelName, backendName) });
  }
}

/** Let a backend of ours compute with our own operations, once their library is loaded; more kernels, and others for some. */
export function registerNativeKernels(backendName: string): void {
  for (const [kernelName, kernel] of Object.entries(nativeKernels)) {
    const other = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
    if (other) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernelFunction(kernelName, kernel) });
  }
}
