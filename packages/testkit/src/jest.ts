import type * as Jest from "@jest/globals";

/** Jest's functions where Jest puts them, so that the helpers of this package can be imported outside of a test too. */
const jest = globalThis as unknown as typeof Jest;

type Body = () => void | Promise<void>;

/** A test of a suite: what it is called, and what it found. */
export interface Outcome {
  readonly title: string;
  /** Absent where the test passes. */
  readonly error?: unknown;
}

/** What a suite registers while its tests are gathered rather than handed to Jest. */
interface Gathered {
  readonly before: Body[];
  readonly after: Body[];
  readonly tests: { readonly title: string; readonly body: Body }[];
}

let gathered: Gathered | undefined;

export const expect: typeof Jest.expect = jest.expect;

export function describe(title: string, body: () => void): void {
  if (gathered) body();
  else jest.describe(title, body);
}

export function test(title: string, body: Body, timeout?: number): void {
  if (gathered) gathered.tests.push({ title, body });
  else jest.test(title, body, timeout);
}

export function beforeAll(body: Body): void {
  if (gathered) gathered.before.push(body);
  else jest.beforeAll(body);
}

export function afterAll(body: Body): void {
  if (gathered) gathered.after.push(body);
  else jest.afterAll(body);
}

function gather(suite: () => void): Gathered {
  const own: Gathered = { before: [], after: [], tests: [] };
  gathered = own;
  try {
    suite();
  } finally {
    gathered = undefined;
  }
  return own;
}

/**
 * Run a conformance suite now, inside a test, and say what each of its tests found: the way to test that a suite notices a broken plugin.
 * `(await outcomesOf(() => describeLoss(broken))).filter(({ error }) => error !== undefined)`
 */
export async function outcomesOf(suite: () => void): Promise<Outcome[]> {
  const { before, after, tests } = gather(suite);
  const outcomes: Outcome[] = [];
  for (const body of before) await body();
  for (const { title, body } of tests) {
    try {
      await body();
      outcomes.push({ title });
    } catch (error) {
      outcomes.push({ title, error });
    }
  }
  for (const body of after) await body();
  return outcomes;
}
