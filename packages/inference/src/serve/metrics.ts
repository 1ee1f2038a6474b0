import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What a server counts, as Prometheus reads it. */
export interface ServerMetrics {
  readonly registry: Registry;
  request(status: number, seconds: number): void;
  photo(outcome: "classified" | "refused"): void;
  batch(photos: number, seconds: number): void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** @param pending gives the photos that wait or are worked on */
export function serverMetrics(pending: () => number): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: "lift_request_seconds",
    help: "time from a request to its answer",
    labelNames: ["status"],
    buckets: SECONDS,
    registers,
  });
  const photos = new Counter({
    name: "lift_photos_total",
    help: "photos by outcome",
    labelNames: ["outcome"],
    registers,
  });
  const sizes = new Histogram({
    name: "lift_batch_photos",
    help: "photos that were classified together",
    buckets: [1, 2, 4, 8, 16, 32],
    registers,
  });
  const batches = new Histogram({ name: "lift_batch_seconds", help: "time of a batch", buckets: SECONDS, registers });
  new Gauge({
    name: "lift_photos_pending",
    help: "photos that wait or are worked on",
    registers,
    collect() {
      this.set(pending());
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "memory of the process",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return {
    registry,
    request: (status, seconds) => {
      requests.observe({ status }, seconds);
    },
    photo: (outcome) => {
      photos.inc({ outcome });
    },
    batch: (count, seconds) => {
      sizes.observe(count);
      batches.observe(seconds);
    },
  };
}
