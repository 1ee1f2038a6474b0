import * as ort from "onnxruntime-web/webgpu";
import { bytesIn, readParts, settings, unzipped } from "./parts.js";

/** The model, ready to compute. */
export interface PageModel {
  /** What computes: the graphics card or the processor. */
  readonly device: "WebGPU" | "WebAssembly";
  /** @param images `[V, height, width, 3]` @returns logits `[V, C]` */
  logits(images: Float32Array, views: number): Promise<Float32Array>;
}

/** Whether there is a graphics card that WebGPU may use. */
async function hasGpu(): Promise<boolean> {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<unknown> } };
  try {
    return (await gpu?.requestAdapter()) != null;
  } catch {
    return false;
  }
}

async function openSession(model: Uint8Array): Promise<{ session: ort.InferenceSession; device: PageModel["device"] }> {
  if (await hasGpu()) {
    try {
      const session = await ort.InferenceSession.create(model, { executionProviders: ["webgpu"], logSeverityLevel: 3 });
      return { session, device: "WebGPU" };
    } catch {
      // A card that cannot take the model; the processor can.
    }
  }
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"], logSeverityLevel: 3 });
  return { session, device: "WebAssembly" };
}

/** Read the files beside the page and start the model. @param progress is told the share that is done, 0 … 1 */
export async function openModel(progress: (share: number) => void): Promise<PageModel> {
  const { input, resolution } = settings();
  ort.env.logLevel = "error";
  ort.env.wasm.numThreads = 1; // threads need headers that a file or a plain host does not send
  const runtime = await unzipped(await readParts("runtime", (share) => { progress(share / 2); })); // prettier-ignore
  ort.env.wasm.wasmBinary = await runtime.arrayBuffer();
  const model = await bytesIn(await readParts("model", (share) => { progress(0.5 + share / 2); })); // prettier-ignore
  const { session, device } = await openSession(model);
  return {
    device,
    async logits(images, views) {
      const fed = new ort.Tensor("float32", images, [views, resolution, resolution, 3]);
      const { logits } = await session.run({ [input]: fed }, ["logits"]);
      const data = await logits?.getData();
      if (!(data instanceof Float32Array)) throw new Error("the model gives no logits");
      return data;
    },
  };
}
