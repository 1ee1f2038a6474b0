import { totalmem } from "node:os";
import { sizeOf, type BackboneModel } from "@liftjs/contracts";

/** Memory that one image's activations may take while gradients flow, in bytes: values kept for the backward pass of every block. */
export function bytesPerImage(model: BackboneModel): number {
  const { host, facts } = model;
  const pixels = facts.resolution * facts.resolution * 3;
  if (host.kind === "convolutional") return 4 * pixels * 250;
  const perToken = 12 * host.width + 4 * host.mlpWidth + 2 * host.heads * host.tokens;
  return 4 * (pixels * 2 + host.blocks * host.tokens * perToken);
}

/** The share of a device's memory that activations may take: a process among several keeps room for weights, data and the others. */
const SHARE = 1 / 8;
const GIB = 2 ** 30;

/** Memory that this process may use at most, in bytes: a container's limit counts, what happens to be free now does not. */
export function hostMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * How many images pass at once: the whole batch where its activations fit a share of the device's memory, else a power of two.
 * It changes no result beyond rounding, so that it may follow from the machine.
 * @param memory of the device, in bytes
 */
export function microBatchOf(model: BackboneModel, batch: number, memory = hostMemory()): number {
  const fitting = Math.max(1, Math.floor(Math.max(GIB, memory * SHARE) / bytesPerImage(model)));
  return fitting >= batch ? batch : 2 ** Math.floor(Math.log2(fitting));
}

/** Peak memory of a training, in bytes: weights once, three values for each trained one, activations. */
export function trainingBytes(model: BackboneModel, trained: number, micro: number): number {
  const own = model.parameters.reduce((n, p) => n + sizeOf(p.shape), 0);
  return 4 * (own + 3 * trained) + micro * bytesPerImage(model);
}
