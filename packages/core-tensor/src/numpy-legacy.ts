import { LiftError } from "@liftjs/contracts";

const STATE_WORDS = 624;
const SHIFT = 397;

const twist = (upper: number, lower: number): number => {
  const mixed = (upper & 0x80000000) | (lower & 0x7fffffff);
  return (mixed >>> 1) ^ (lower & 1 ? 0x9908b0df : 0);
};

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}

/**
 * NumPy's legacy generator: MT19937 as `np.random.seed(seed)` starts it, and `np.random.shuffle`.
 * Needed because published splits such as CIFAR-100-LT were drawn with it; for anything new use `randomStream`.
 * Source: Matsumoto and Nishimura 1998; NumPy's documented legacy seeding and masked rejection.
 */
export class NumpyLegacyRandom {
  readonly #state = new Uint32Array(STATE_WORDS);
  #used = STATE_WORDS;

  /**
   * @param seed a whole number, 0 … 2³²−1
   * @throws LiftError `OPTIONS` for any other seed
   */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
      throw new LiftError("OPTIONS", `a NumPy seed is a whole number from 0 to 4294967295; got ${seed}`);
    this.#state[0] = seed;
    let previous = seed;
    for (let i = 1; i < STATE_WORDS; i++) {
      previous = (Math.imul(1812433253, previous ^ (previous >>> 30)) + i) >>> 0;
      this.#state[i] = previous;
    }
  }

  /** The next 32 random bits, as an unsigned number. */
  uint32(): number {
    if (this.#used === STATE_WORDS) this.#refill();
    return temper(this.#word(this.#used++));
  }

  /** Uniform in 0 … max, both included: bits are masked to the width of `max` and drawn again while too large. */
  interval(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    let value = (this.uint32() & mask) >>> 0;
    while (value > max) value = (this.uint32() & mask) >>> 0;
    return value;
  }

  /** Shuffle in place, with the draws of `np.random.shuffle`: from the last element down to the second. */
  shuffle<T>(values: T[] | Int32Array): void {
    const list = values as T[];
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.interval(i);
      [list[i], list[j]] = [list[j], list[i]] as [T, T]; // both lie inside
    }
  }

  /** Word i of the state, which goes round; a check would be one a draw. */
  #word(i: number): number {
    return this.#state[i % STATE_WORDS] as number;
  }

  #refill(): void {
    const s = this.#state;
    for (let i = 0; i < STATE_WORDS; i++) s[i] = this.#word(i + SHIFT) ^ twist(this.#word(i), this.#word(i + 1));
    this.#used = 0;
  }
}
