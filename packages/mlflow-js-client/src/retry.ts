import { MlflowError } from "./errors.js";

export interface RetryOptions {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Pause before the second try; each further pause is twice as long. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly sleep: (ms: number) => Promise<void>;
}

export const usualRetry: RetryOptions = {
  attempts: 5,
  firstDelayMs: 250,
  longestDelayMs: 10_000,
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
};

const busy = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same request may succeed later: no answer, too many requests, or trouble inside the server. */
export const isPassing = (error: unknown): error is MlflowError =>
  MlflowError.is(error) &&
  (error.code === "UNREACHABLE" || error.code === "TIMEOUT" || (error.status !== undefined && busy.has(error.status)));

/** Whether the server surely did nothing, so that even a request that makes something may be sent again. */
export const surelyUndone = (error: unknown): error is MlflowError =>
  MlflowError.is(error) && (error.status === 429 || error.status === 503 || isRefused(error));

const isRefused = (error: MlflowError): boolean => {
  const cause = (error.cause as { cause?: { code?: unknown } } | undefined)?.cause;
  return error.code === "UNREACHABLE" && (cause?.code === "ECONNREFUSED" || cause?.code === "ENOTFOUND");
};

/** How long the server asks to wait, in its `Retry-After` of seconds or a date; carried by errors as `retryAfterMs`. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** An error that knows how long the server asks to wait. */
export interface Waiting {
  readonly waitMs?: number;
}

/**
 * Try until it works, `attempts` are used up, or an error that will not pass comes.
 * @param may which errors are worth another try
 */
export async function withRetry<T>(
  run: () => Promise<T>,
  may: (error: unknown) => boolean,
  options: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= options.attempts || !may(error)) throw error;
      const pause = options.firstDelayMs * 2 ** (attempt - 1);
      await options.sleep(Math.min(options.longestDelayMs, Math.max(pause, (error as Waiting).waitMs ?? 0)));
    }
  }
}
