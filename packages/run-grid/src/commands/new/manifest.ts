import { createRequire } from "node:module";
import type { Starter } from "./kinds.js";

/** Where a plugin is made: in this workspace, or in a folder of its own. */
export type Home = "workspace" | "outside";

const require = createRequire(import.meta.url);
const versionOf = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;

const peers: Readonly<Record<string, string>> = { "@tensorflow/tfjs-core": "^4.22.0", zod: "^4.0.0" };
const exact: Readonly<Record<string, string>> = { "@tensorflow/tfjs-core": "4.22.0", zod: "4.6.7" };

const own = (names: readonly string[], home: Home): Record<string, string> => {
  const version = home === "workspace" ? "workspace:^" : `^${versionOf("@liftjs/contracts")}`;
  return Object.fromEntries(names.filter((name) => name.startsWith("@liftjs/")).map((name) => [name, version]));
};
const pick = (from: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
const sorted = (entries: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What a package outside of this workspace needs to build and test itself. */
const alone = {
  scripts: {
    build: "tsc",
    test: "tsc && tsc -p tsconfig.test.json && node --experimental-vm-modules node_modules/jest/bin/jest.js",
  },
  jest: {
    testEnvironment: "node",
    testMatch: ["<rootDir>/test/dist/**/*.test.js"],
    transform: {},
    testTimeout: 120000,
  },
};

/** The `package.json` of a new plugin. @param name the package's */
export function manifest(name: string, { about, imports, tests }: Starter, home: Home): Record<string, unknown> {
  const tools = { "@jest/globals": "^30.0.0", "@types/node": "^20.19.0", jest: "^30.0.0", typescript: "~5.9.3" };
  const peerDependencies = pick(peers, imports);
  return {
    name,
    version: home === "workspace" ? versionOf("@liftjs/contracts") : "0.1.0",
    description: `${about.charAt(0).toUpperCase()}${about.slice(1)}.`,
    license: "Apache-2.0",
    type: "module",
    engines: { node: ">=20.9" },
    sideEffects: false,
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
    types: "./dist/index.d.ts",
    files: ["dist", "!dist/*.tsbuildinfo"],
    publishConfig: { access: "public" },
    ...(home === "outside" ? alone : {}),
    dependencies: sorted(own(["@liftjs/contracts", ...imports], home)),
    ...(Object.keys(peerDependencies).length ? { peerDependencies } : {}),
    devDependencies: sorted({
      ...own(["@liftjs/testkit", ...tests], home),
      ...(home === "outside" ? { ...exact, ...tools } : pick(exact, imports)),
    }),
  };
}

const strict = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
};
const modules = {
  target: "ES2022",
  lib: ["ES2023"],
  module: "NodeNext",
  moduleResolution: "NodeNext",
  skipLibCheck: true,
};

/** The compiler's settings: files by name. @param imports packages of this workspace that the source uses */
export function compilerSettings(imports: readonly string[], home: Home): Record<string, unknown> {
  if (home === "workspace")
    return {
      "tsconfig.json": {
        extends: "../../tsconfig.base.json",
        compilerOptions: { rootDir: "src", outDir: "dist", tsBuildInfoFile: "dist/tsconfig.tsbuildinfo" },
        include: ["src"],
        references: ["@liftjs/contracts", ...imports]
          .filter((name) => name.startsWith("@liftjs/"))
          .map((name) => ({ path: `../${name.slice("@liftjs/".length)}` })),
      },
    };
  const compilerOptions = { ...modules, ...strict, declaration: true, types: ["node"], rootDir: "src", outDir: "dist" };
  return {
    "tsconfig.json": { compilerOptions, include: ["src"] },
    "tsconfig.test.json": {
      extends: "./tsconfig.json",
      compilerOptions: { rootDir: ".", outDir: "test/dist", declaration: false },
      include: ["src", "test/*.ts"],
    },
  };
}
