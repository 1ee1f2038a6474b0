import { syncToMlflow } from "./mlflow-sync.js";

/** Sends a grid's records while it runs. Tracking never fails a run: what could not be sent is on disk and is sent later. */
export interface Tracker {
  /** Something is finished; it is sent beside the training. */
  news(): void;
  /** The grid's records are complete; resolves when they are sent or could not be. */
  finish(): Promise<void>;
}

/** @param title the grid's, which names the experiment @param say gets a line at the end @param signal ends the sending too */
export function mlflowTracker(
  out: string,
  uri: string,
  title: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Tracker {
  let [waiting, sending] = [false, Promise.resolve()];
  const ongoing = { title, sent: new Set<string>() };
  const send = async (): Promise<void> => {
    waiting = false;
    await syncToMlflow(out, uri, { ongoing, signal }).catch(() => undefined); // tried again with the next cell, and at the end
  };
  return {
    news() {
      if (waiting) return;
      waiting = true;
      sending = sending.then(send);
    },
    async finish() {
      await sending;
      try {
        const { cells } = await syncToMlflow(out, uri, { signal });
        say(`${cells} cells sent to ${uri}`);
      } catch (cause) {
        say(`not sent to ${uri}: ${(cause as Error).message}\n  later: lift mlflow sync ${out} --uri ${uri}`);
      }
    },
  };
}
