import { sizeOf, type BackboneModel } from "@liftjs/contracts";

/** Memory that one image's activations may take while gradients flow, in bytes: values kept for the backward pass of every block. */
export function bytesPerImage(model: BackboneModel): number {
  const { host, facts } = model;
  const pixels = facts.resolution * facts.resolution * 3;
  if (host.kind === "convolutional") return 4 * pixels * 250;
  const perToken = 12 * host.width + 4 * host.mlpWidth + 2 * host.heads * host.tokens;
  return 4 * (pixels * 2 + host.blocks * host.tokens * perToken);
}

/** Activations are kept under this many bytes unless a cell says otherwise; fixed, so that the same cell computes the same numbers everywhere. */
const ACTIVATION_BUDGET = 2 * 2 ** 30;

/** How many images pass at once: the whole batch when its activations fit the budget. */
export const microBatchOf = (model: BackboneModel, batch: number, asked?: number): number =>
  Math.min(batch, asked ?? Math.max(1, Math.floor(ACTIVATION_BUDGET / bytesPerImage(model))));

/** Peak memory of a training, in bytes: weights once, three values for each trained one, activations. */
export function trainingBytes(model: BackboneModel, trained: number, micro: number): number {
  const own = model.parameters.reduce((n, p) => n + sizeOf(p.shape), 0);
  return 4 * (own + 3 * trained) + micro * bytesPerImage(model);
}
