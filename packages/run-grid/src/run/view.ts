import { MultiBar, Presets, type SingleBar } from "cli-progress";
import type { Progress, RunEvents } from "@liftjs/contracts";

/** Shows a run as it goes; `stop` ends the live view. */
export interface RunView extends RunEvents {
  note(line: string): void;
  stop(): void;
}

export interface ViewSetting {
  readonly total: number;
  readonly cached: number;
  /** Cells of a training, and what they are called. */
  readonly names: ReadonlyMap<string, string>;
  /** Estimated work of each training, in any unit. */
  readonly work: ReadonlyMap<string, number>;
}

/** `1 h 02 min`, `3 min 10 s`, `12 s` */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
  return s >= 60 ? `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s` : `${s} s`;
}

/** How far the run is, from the work that is done and the share of what runs. */
class Pace {
  readonly #began = performance.now();
  #done = 0;
  readonly #running = new Map<string, number>();
  constructor(private readonly work: ReadonlyMap<string, number>) {}
  progress(training: string, { phase, done, total }: Progress): void {
    const share = { features: 0, train: 0.9 * (done / total), evaluate: 0.9 + 0.1 * (done / total) }[phase];
    this.#running.set(training, Math.max(share, this.#running.get(training) ?? 0));
  }
  end(training: string): void {
    this.#running.delete(training);
    this.#done += this.work.get(training) ?? 0;
  }
  /** Seconds that are left, or null before there is anything to go by. */
  left(): number | null {
    const total = [...this.work.values()].reduce((a, b) => a + b, 0);
    const running = [...this.#running].reduce((n, [t, share]) => n + share * (this.work.get(t) ?? 0), 0);
    const share = (this.#done + running) / total;
    const spent = (performance.now() - this.#began) / 1000;
    return share > 0.01 ? (spent * (1 - share)) / share : null;
  }
}

interface Counts {
  done: number;
  failed: number;
}

const etaText = (pace: Pace): string => {
  const left = pace.left();
  return left === null ? "…" : duration(left);
};

/** A line for each thing that happens, for logs and pipes. */
function plainView(setting: ViewSetting, write: (line: string) => void): RunView {
  const counts: Counts = { done: setting.cached, failed: 0 };
  const pace = new Pace(setting.work);
  const name = (training: string) => setting.names.get(training) ?? training;
  const lastSaid = new Map<string, number>();
  return {
    note: write,
    started: (training) => write(`started  ${name(training)}`),
    progress(training, progress) {
      pace.progress(training, progress);
      const now = performance.now();
      if (now - (lastSaid.get(training) ?? now) > 30_000) {
        const loss = progress.loss === undefined ? "" : `, loss ${progress.loss.toFixed(3)}`;
        write(
          `         ${name(training)}: ${progress.phase} ${progress.done}/${progress.total}${loss}, ${etaText(pace)} left`,
        );
        lastSaid.set(training, now);
      }
      if (!lastSaid.has(training)) lastSaid.set(training, now);
    },
    cellDone: () => {
      counts.done++;
    },
    finished(training) {
      pace.end(training);
      write(`finished ${name(training)} (${counts.done}/${setting.total} cells, ${etaText(pace)} left)`);
    },
    failed(failure) {
      pace.end(failure.training);
      counts.failed++;
      write(`FAILED   ${name(failure.training)}: ${failure.code} ${failure.message.split("\n")[0]}`);
    },
    stop: () => undefined,
  };
}

/** Bars that are redrawn in place: the grid, and each training that runs. */
function liveView(setting: ViewSetting): RunView {
  const counts: Counts = { done: setting.cached, failed: 0 };
  const pace = new Pace(setting.work);
  const bars = new MultiBar(
    {
      format: " {bar} {text}",
      hideCursor: true,
      clearOnComplete: true,
      barsize: 16,
      autopadding: true,
      stopOnComplete: false,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  const text = () =>
    `${counts.done}/${setting.total} cells, ${setting.cached} cached, ${counts.failed} failed, ${etaText(pace)} left`;
  const grid = bars.create(setting.total, counts.done, { text: text() });
  const running = new Map<string, SingleBar>();
  const name = (training: string) => (setting.names.get(training) ?? training).slice(0, 34);
  const close = (training: string) => {
    const bar = running.get(training);
    if (bar) bars.remove(bar);
    running.delete(training);
    pace.end(training);
    grid.update(counts.done, { text: text() });
  };
  return {
    note: (line) => bars.log(`${line}\n`),
    started: (training) => void running.set(training, bars.create(100, 0, { text: name(training) })),
    progress(training, progress) {
      pace.progress(training, progress);
      const loss = progress.loss === undefined ? "" : ` loss ${progress.loss.toFixed(3)}`;
      running
        .get(training)
        ?.update((100 * progress.done) / progress.total, { text: `${name(training)} ${progress.phase}${loss}` });
      grid.update(counts.done, { text: text() });
      bars.update();
    },
    cellDone: () => {
      counts.done++;
      grid.update(counts.done, { text: text() });
    },
    finished: close,
    failed(failure) {
      counts.failed++;
      bars.log(
        `FAILED ${setting.names.get(failure.training) ?? failure.training}: ${failure.code} ${failure.message.split("\n")[0]}\n`,
      );
      close(failure.training);
    },
    stop: () => bars.stop(),
  };
}

/** Bars in a terminal, plain lines elsewhere. */
export const createView = (setting: ViewSetting, stream: NodeJS.WriteStream = process.stderr): RunView =>
  stream.isTTY && !process.env["CI"] ? liveView(setting) : plainView(setting, (line) => stream.write(`${line}\n`));
