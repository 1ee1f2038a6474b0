/** @jest-config-loader esbuild-register */
import type { Config } from "jest";

/** Tests run against what ships: `src/` in a test's import is read from `dist/`, which `pnpm build` has made. */
const config: Config = {
  testEnvironment: "node",
  roots: ["<rootDir>/packages", "<rootDir>/experiments", "<rootDir>/tooling"],
  testMatch: ["**/test/**/*.test.ts"],
  // A plugin from outside has its own installation: tooling/ci/55-outside-plugin.mjs runs its tests.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tooling/outside-plugin/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "es6" } }],
  },
  moduleNameMapper: {
    "^@liftjs/([^/]+)$": "<rootDir>/packages/$1/dist/index.js",
    "^(\\.{1,2}(?:/\\.\\.)*)/src/(.*)\\.js$": "$1/dist/$2.js",
    "^(\\.{1,2}/(?!.*dist/).*)\\.js$": "$1",
  },
  globalSetup: "<rootDir>/tooling/lib/jest-temporary.mjs",
  globalTeardown: "<rootDir>/tooling/lib/jest-temporary-end.mjs",
  testTimeout: 120_000,
  maxWorkers: 2,
};
export default config;
