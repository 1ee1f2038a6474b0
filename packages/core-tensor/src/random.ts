import { createHash } from "node:crypto";
import { LiftError, type RandomStream } from "@liftjs/contracts";
import { philox } from "./philox.js";

/** In Jest each use of a global costs a microsecond. */
const { cos, log, PI, sin, sqrt } = Math;
const WORDS_OF_53_BITS = 2 ** 53;

class PhiloxStream implements RandomStream {
  readonly #path: readonly (string | number)[];
  readonly #key: Uint32Array;
  /** Words 2 and 3 belong to the stream; words 0 and 1 count its blocks. */
  readonly #counter: [number, number, number, number];
  readonly #block = new Uint32Array(4);
  #used = 4;
  #spare: number | null = null;

  constructor(path: readonly (string | number)[]) {
    const digest = createHash("sha256").update(JSON.stringify(path)).digest();
    this.#path = path;
    this.#key = Uint32Array.of(digest.readUInt32LE(0), digest.readUInt32LE(4));
    this.#counter = [0, 0, digest.readUInt32LE(8), digest.readUInt32LE(12)];
  }

  uniform(): number {
    return this.#bits53() / WORDS_OF_53_BITS;
  }

  /** Box-Muller: two uniforms make two normals. */
  normal(): number {
    const spare = this.#spare;
    if (spare !== null) {
      this.#spare = null;
      return spare;
    }
    const radius = sqrt(-2 * log(1 - this.uniform()));
    const angle = 2 * PI * this.uniform();
    this.#spare = radius * sin(angle);
    return radius * cos(angle);
  }

  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1)
      throw new LiftError("OPTIONS", `a random integer needs a whole number of choices, 1 or more; got ${n}`);
    const usable = WORDS_OF_53_BITS - (WORDS_OF_53_BITS % n);
    let bits = this.#bits53();
    while (bits >= usable) bits = this.#bits53();
    return bits % n;
  }

  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const [atI = 0, atJ = 0] = [order[i], order[j]]; // both within 0 … n−1
      order[i] = atJ;
      order[j] = atI;
    }
    return order;
  }

  fork(...path: (string | number)[]): RandomStream {
    const whole = [...this.#path, ...path];
    checkPath(whole);
    return new PhiloxStream(whole);
  }

  #bits53(): number {
    const high = this.#word() >>> 5;
    return high * 2 ** 26 + (this.#word() >>> 6);
  }

  #word(): number {
    if (this.#used === 4) this.#nextBlock();
    return this.#block[this.#used++] ?? 0; // 0 … 3 is within the block
  }

  #nextBlock(): void {
    philox(this.#counter, this.#key, this.#block);
    this.#used = 0;
    this.#counter[0] = (this.#counter[0] + 1) >>> 0;
    if (this.#counter[0] === 0) this.#counter[1]++;
  }
}

function checkPath(path: readonly (string | number)[]): void {
  const wrong = path.find((part) => typeof part !== "string" && !Number.isFinite(part));
  if (wrong !== undefined)
    throw new LiftError("OPTIONS", `a random stream is named by texts and finite numbers; got ${String(wrong)}`);
}

/**
 * A reproducible stream of random numbers, a function of its key alone.
 * The key is sha256 of `[seed, ...path]`; it gives Philox 4x32-10 its 64-bit key and the upper half of its counter, so that
 * streams of different names do not meet. `randomStream(s, "a").fork("b")` is `randomStream(s, "a", "b")`, whatever was drawn before.
 * @throws LiftError `OPTIONS` when a part of the path is neither a text nor a finite number
 */
export function randomStream(seed: number | string, ...path: (string | number)[]): RandomStream {
  const whole = [seed, ...path];
  checkPath(whole);
  return new PhiloxStream(whole);
}
