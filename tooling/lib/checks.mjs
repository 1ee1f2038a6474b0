import { installed, node } from "./steps.mjs";

/** Run the unit tests; `args` go to Jest. */
export const jest = (args = [], options = {}) =>
  node([installed("jest/bin/jest.js"), ...args], {
    live: true,
    ...options,
    env: { NODE_OPTIONS: "--experimental-vm-modules --no-warnings", ...options.env },
  }).then(() => undefined);

export const lint = () => node([installed("eslint/bin/eslint.js"), ".", "--max-warnings", "0"]).then(() => undefined);

/** Types of tests, grids and tooling; packages' own are checked by the build. */
export const testTypes = () =>
  node([installed("typescript/bin/tsc"), "-p", "tsconfig.tests.json"]).then(() => undefined);

/** Which package may import which. */
export const structure = () =>
  node([
    installed("dependency-cruiser/bin/dependency-cruise.mjs"),
    "--config",
    "tooling/dependency-cruiser.cjs",
    "packages",
    "experiments",
  ]).then(() => undefined);

export const format = () =>
  node([installed("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."]).then(() => undefined);
