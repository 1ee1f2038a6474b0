import { LiftError } from "@liftjs/contracts";

const seeds = async () => [Buffer.from("a seed")];
const kept = [];

/** Readers that do what no reader may, for the test of the fuzz command; each behaves in its first input only. */
let inputs = 0;
const once = (wrong) => ({ seeds, read: () => (inputs++ === 1 ? wrong() : undefined) });
export const endingOf = () => "";
export const readers = {
  good: { seeds, read: () => undefined },
  typed: {
    seeds,
    read: () => {
      throw new LiftError("FORMAT", "refused");
    },
  },
  untyped: once(() => {
    throw new TypeError("a mistake");
  }),
  stray: once(() => void Promise.reject(new Error("nobody waits for this"))),
  exit: once(() => process.exit(0)),
  hang: once(() => new Promise(() => undefined)),
  loop: once(() => {
    for (;;);
  }),
  over: once(() => void kept.push(Buffer.alloc(700 * 2 ** 20, 1))),
  heap: once(() => {
    for (;;) kept.push(Array(4_000_000).fill(1.5));
  }),
};
