import { LiftError } from "@liftjs/contracts";
import type { Outcome } from "../classify/outcome.js";
import type { Photo } from "../classify/photos.js";
import type { ReadyModel } from "../load/load-model.js";

interface Waiting {
  readonly photo: Photo;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (cause: unknown) => void;
}

export interface BatcherOptions {
  /** Photos that may wait or be worked on at a time. */
  readonly most: number;
  /** Told of every batch. */
  readonly onBatch?: (photos: number, seconds: number) => void;
}

/** Photos of several requests, classified together: whatever has come in while a batch computes makes the next one. */
export class Batcher {
  readonly #queue: Waiting[] = [];
  #inWork = 0;
  #running: Promise<void> | null = null;

  constructor(
    private readonly model: ReadyModel,
    private readonly options: BatcherOptions,
  ) {}

  /** Photos that wait or are worked on. */
  get pending(): number {
    return this.#queue.length + this.#inWork;
  }

  /**
   * Take several photos, all or none.
   * @throws LiftError `MEMORY` when more would wait than may
   */
  addAll(photos: readonly Photo[]): Promise<Outcome[]> {
    const { most } = this.options;
    if (this.pending + photos.length > most)
      throw new LiftError("MEMORY", `${this.pending} photos wait already, and ${most} may; try again later`);
    const work = photos.map(
      (photo) =>
        new Promise<Outcome>((resolve, reject) => {
          this.#queue.push({ photo, resolve, reject });
        }),
    );
    this.#running ??= this.#work();
    return Promise.all(work);
  }

  /** Resolves when nothing waits. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #work(): Promise<void> {
    // Requests that arrive in the same turn of the event loop go together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length) await this.#batch(this.#queue.splice(0, this.model.photosAtOnce));
    this.#running = null;
  }

  async #batch(batch: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    this.#inWork = batch.length;
    try {
      for await (const outcome of this.model.classifyEach(batch.map(({ photo }) => photo)))
        batch[outcome.index]?.resolve(outcome);
    } catch (cause) {
      for (const { reject } of batch) reject(cause);
    } finally {
      this.#inWork = 0;
      this.options.onBatch?.(batch.length, (performance.now() - began) / 1000);
    }
  }
}
