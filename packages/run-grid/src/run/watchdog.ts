/** Looks per span of silence: a machine that slept wakes with one look missed, not with the whole span. */
const LOOKS = 60;

/** Watches over something that should be heard of now and then. */
export interface Watchdog {
  /** It was heard of. */
  heard(): void;
  stop(): void;
}

/**
 * Call `silent` once nothing was heard for so long. Time is counted in looks, so that a span in which this process was itself
 * stopped does not count.
 * @param minutes of silence; 0 is off
 */
export function watchdog(minutes: number, silent: () => void): Watchdog {
  if (minutes <= 0) return { heard: () => undefined, stop: () => undefined };
  let missed = 0;
  const timer = setInterval(
    () => {
      missed++;
      if (missed < LOOKS) return;
      clearInterval(timer);
      silent();
    },
    (minutes * 60_000) / LOOKS,
  );
  timer.unref();
  return {
    heard: () => {
      missed = 0;
    },
    stop: () => clearInterval(timer),
  };
}
