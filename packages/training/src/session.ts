import { join } from "node:path";
import type { Progress } from "@liftjs/contracts";
import { createEngine, type Engine, type EngineName } from "@liftjs/core-tensor";
import { createImagePool, type ImagePool } from "@liftjs/image-ops";
import { featureStore, type FeatureStore } from "./data/feature-store.js";

/** What computes, and who hears of it: shared by the trainings of one process. */
export interface Session {
  readonly engine: Engine;
  readonly pool: ImagePool;
  readonly features: FeatureStore;
  readonly log: (line: string) => void;
  readonly progress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SessionOptions {
  readonly engine?: EngineName | "auto" | undefined;
  /** Threads for one operation; all cores when absent. */
  readonly threads?: number | undefined;
  /** Threads that decode and resample images. */
  readonly imageWorkers?: number | undefined;
  /** A folder for what took long to compute; null keeps nothing. */
  readonly cache: string | null;
  readonly log: (line: string) => void;
}

/** Start an engine and image workers. `dispose` ends them. */
export async function openSession(options: SessionOptions): Promise<Session & { dispose(): Promise<void> }> {
  const { threads, imageWorkers, log } = options;
  const engine = await createEngine(options.engine ?? "auto", { log, ...(threads === undefined ? {} : { threads }) });
  const pool = createImagePool(imageWorkers === undefined ? {} : { workers: imageWorkers });
  return {
    engine,
    pool,
    features: featureStore(options.cache === null ? null : join(options.cache, "features"), log),
    log,
    async dispose() {
      await pool.dispose();
      engine.dispose();
    },
  };
}
