import { LiftError } from "@liftjs/contracts";

interface Stream {
  /** A whole number from 0 to `below` − 1. */
  integer(below: number): number;
}

/** Mulberry32. */
function randomStream(seed: number): Stream {
  let state = seed >>> 0;
  return {
    integer: (below) => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
    },
  };
}

/** One random change: bytes overwritten, a piece cut out, a piece repeated, or the end cut off. */
function mutated(bytes: Buffer, random: Stream): Buffer {
  const at = random.integer(bytes.length);
  const length = Math.min(bytes.length - at, 1 + random.integer(16));
  switch (random.integer(4)) {
    case 0: {
      const changed = Buffer.from(bytes);
      for (let i = at; i < at + length; i++) changed[i] = random.integer(256);
      return changed;
    }
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    default:
      return Buffer.from(bytes.subarray(0, at));
  }
}

export interface MutationCount {
  read: number;
  refused: number;
  /** Anything that was thrown and is not a typed error of the allowed codes. */
  readonly other: unknown[];
}

/** A tenth of the inputs in everyday runs; all of them with LIFT_MUTATIONS=all. */
export const inputs = (count: number): number =>
  process.env["LIFT_MUTATIONS"] === "all" ? count : Math.ceil(count / 10);

/** Feed `count` mutated copies of `bytes` to a parser: each must be read, or refused with a typed error. */
export async function feedMutations(
  bytes: Buffer,
  count: number,
  parse: (bytes: Buffer) => unknown,
): Promise<MutationCount> {
  const random = randomStream(bytes.length);
  const result: MutationCount = { read: 0, refused: 0, other: [] };
  for (let i = 0; i < count; i++) {
    try {
      await parse(mutated(bytes, random));
      result.read++;
    } catch (error) {
      if (LiftError.is(error) && ["DATA", "FORMAT"].includes(error.code)) result.refused++;
      else result.other.push(error);
    }
  }
  return result;
}
