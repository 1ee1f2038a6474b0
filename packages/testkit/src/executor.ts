import { describe, expect, test } from "./jest.js";
import type { Executor, Failure, RunRequest, Task } from "@liftjs/contracts";

/** An executor with something to do. */
export interface ExecutorCase {
  /** A new executor, as it is at the start of a run. */
  make(): Executor | Promise<Executor>;
  /** An empty grid's folder. */
  folder(): string;
  /** Tasks that succeed, at least two of them, one with two cells. */
  readonly good: () => readonly Task[];
  /** A task that fails with a code of its own. */
  readonly bad: () => Task;
  readonly badCode: Failure["code"];
  /** What a finished cell has left in the folder, without times; null where it is not finished. */
  result(out: string, cell: string): unknown;
  /** Milliseconds that one test may take. */
  readonly patience?: number;
}

/** Everything that an executor told, in order. */
class Told {
  readonly lines: string[] = [];
  readonly failures: Failure[] = [];
  readonly events: RunRequest["events"] = {
    started: (training) => void this.lines.push(`started ${training}`),
    progress: () => undefined,
    cellDone: (training, cell) => void this.lines.push(`cell ${training} ${cell}`),
    finished: (training) => void this.lines.push(`finished ${training}`),
    failed: (failure) => {
      this.lines.push(`failed ${failure.training}`);
      this.failures.push(failure);
    },
  };
  /** What was told of one training. */
  of(training: string): string[] {
    return this.lines.filter((line) => line.split(" ")[1] === training);
  }
}

const usual = { command: "test", maxFailures: Infinity };
const allOf = ({ training, cells }: Task): string[] => [
  `started ${training}`,
  ...cells.map((cell) => `cell ${training} ${cell.id}`),
  `finished ${training}`,
];

/** What every executor must hold, for Jest: `describeExecutor("inline", { make, … })`. */
export function describeExecutor(name: string, subject: ExecutorCase): void {
  const patience = subject.patience ?? 120_000;
  const run = async (out: string, tasks: readonly Task[], more: Partial<RunRequest> = {}): Promise<Told> => {
    const told = new Told();
    const signal = new AbortController().signal;
    await (await subject.make()).run({ ...usual, signal, out, tasks, events: told.events, ...more });
    return told;
  };
  const results = (out: string) =>
    subject.good().flatMap(({ cells }) => cells.map(({ id }) => subject.result(out, id)));

  describe(`executor "${name}"`, () => {
    test(
      "does every task once, tells each in order, and one failure stops no other",
      async () => {
        const out = subject.folder();
        const [bad, good] = [subject.bad(), subject.good()];
        const told = await run(out, [bad, ...good]);
        for (const task of good) expect(told.of(task.training)).toEqual(allOf(task));
        expect(results(out)).not.toContain(null);
        expect(told.of(bad.training)).toEqual([`started ${bad.training}`, `failed ${bad.training}`]);
        const [failure] = told.failures;
        expect(failure).toMatchObject({ training: bad.training, cells: bad.cells.map((cell) => cell.id) });
        expect(failure!.code).toBe(subject.badCode);
        expect(failure!.logTail.join("\n")).toContain(failure!.message.split("\n")[0]);
      },
      patience,
    );

    test(
      "starts nothing new after as many failures as may be",
      async () => {
        const out = subject.folder();
        const first = subject.bad();
        const told = await run(out, [first, ...subject.good()], { maxFailures: 1 });
        expect(told.failures.map(({ training }) => training)).toEqual([first.training]);
        expect(told.lines.filter((line) => line.startsWith("failed"))).toHaveLength(1);
      },
      patience,
    );

    test(
      "interrupted, a task is neither done nor failed; run again, everything is as if undisturbed",
      async () => {
        const [calm, hurt] = [subject.folder(), subject.folder()];
        await run(calm, subject.good());
        const stop = new AbortController();
        const told = new Told();
        const stopping = { ...told.events, progress: () => stop.abort() };
        const tasks = subject.good();
        await (await subject.make()).run({ ...usual, out: hurt, tasks, events: stopping, signal: stop.signal });
        expect(told.failures).toEqual([]);
        expect(told.lines.filter((line) => line.startsWith("finished")).length).toBeLessThan(tasks.length);
        await run(hurt, tasks);
        expect(results(hurt)).toEqual(results(calm));
      },
      patience,
    );
  });
}
