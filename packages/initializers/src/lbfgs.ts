import { numberAt } from "@liftjs/contracts";
/** Value and gradient at a point. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Stop when no entry of the gradient is larger. */
  readonly tolerance: number;
  /** Steps that are remembered. */
  readonly memory?: number;
}

interface Point extends Evaluation {
  readonly x: Float64Array;
}

/** A step taken, and how the gradient changed with it. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly sy: number;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (const [i, v] of a.entries()) sum += v * numberAt(b, i);
  return sum;
}

/** `a + t·b` */
const along = (a: Float64Array, b: Float64Array, t: number): Float64Array => a.map((v, i) => v + t * numberAt(b, i));

const largest = (a: Float64Array): number => a.reduce((m, v) => (v > m ? v : -v > m ? -v : m), 0);

/** Minus the gradient times the inverse Hessian that the remembered steps suggest (the two-loop recursion). */
function direction(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  let q: Float64Array = gradient.map((v) => -v);
  const weights = [...pairs].reverse().map(({ s, y, sy }) => {
    const weight = dot(s, q) / sy;
    q = along(q, y, -weight);
    return weight;
  });
  const latest = pairs.at(-1);
  const scale = latest ? latest.sy / dot(latest.y, latest.y) : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  q = q.map((v) => v * scale);
  pairs.forEach(({ s, y, sy }, k) => (q = along(q, s, numberAt(weights, pairs.length - 1 - k) - dot(y, q) / sy)));
  return q;
}

const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_TRIALS = 30;

/** A step that lowers the value enough and flattens the slope (weak Wolfe conditions), by bisection; null when there is none. */
async function search(
  f: (x: Float64Array) => Promise<Evaluation>,
  from: Point,
  d: Float64Array,
): Promise<Point | null> {
  const slope = dot(from.gradient, d);
  let [low, high, t] = [0, Infinity, 1];
  for (let trial = 0; trial < MAX_TRIALS; trial++) {
    const x = along(from.x, d, t);
    const { value, gradient } = await f(x);
    if (!(value <= from.value + DECREASE * t * slope)) high = t;
    else if (dot(gradient, d) < CURVATURE * slope) low = t;
    else return { x, value, gradient };
    t = high < Infinity ? (low + high) / 2 : 2 * t;
  }
  return null;
}

/**
 * Minimise a smooth function by limited-memory BFGS (Liu and Nocedal 1989).
 * @param f value and gradient at a point; the gradient must be a new array each time
 * @returns the last point; it is a minimum where its gradient is within the tolerance
 */
export async function minimize(
  f: (x: Float64Array) => Promise<Evaluation>,
  start: Float64Array,
  { maxIterations, tolerance, memory = 10 }: LbfgsOptions,
): Promise<Point> {
  let at: Point = { x: start, ...(await f(start)) };
  let pairs: Pair[] = [];
  for (let iteration = 0; iteration < maxIterations && largest(at.gradient) > tolerance; iteration++) {
    const next = await search(f, at, direction(at.gradient, pairs));
    if (!next) break; // no descent left within the precision of f
    const [s, y] = [along(next.x, at.x, -1), along(next.gradient, at.gradient, -1)];
    const sy = dot(s, y);
    if (sy > 0) pairs = [...pairs, { s, y, sy }].slice(-memory);
    at = next;
  }
  return at;
}
