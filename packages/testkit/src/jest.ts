import type * as Jest from "@jest/globals";

/** Jest's functions where Jest puts them, so that the helpers of this package can be imported outside of a test too. */
const jest = globalThis as unknown as typeof Jest;

export const afterAll: typeof Jest.afterAll = jest.afterAll;
export const beforeAll: typeof Jest.beforeAll = jest.beforeAll;
export const describe: typeof Jest.describe = jest.describe;
export const expect: typeof Jest.expect = jest.expect;
export const test: typeof Jest.test = jest.test;
