/**
 * The learning rate of an epoch under cosine annealing to zero, constant within the epoch.
 * `η(e) = ½ η₀ (1 + cos(π e / E))`
 * @param epoch from 0
 * Source: Loshchilov & Hutter 2017 without restarts; equals `torch.optim.lr_scheduler.CosineAnnealingLR` stepped once an epoch.
 */
export const cosineRate = (base: number, epoch: number, epochs: number): number =>
  (base / 2) * (1 + Math.cos((Math.PI * epoch) / epochs));
