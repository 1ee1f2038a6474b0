import type { KnipConfig } from "knip";

/** What nothing uses: files, exports, dependencies. A package's index is what it gives to others, and is used by definition. */
const config: KnipConfig = {
  workspaces: {
    ".": {
      entry: ["tooling/**/*.{mjs,cjs}", "tooling/test/*.test.ts"],
      project: ["tooling/**/*.{mjs,cjs,ts}", "*.{js,ts}"],
      // Run by tooling by path, or declarations beside a script.
      ignore: ["tooling/outside-plugin/**", "tooling/templates/**", "tooling/ci/outside-plugin/**", "**/*.d.mts"],
      // Icon sets of pre-training and the matrix of engines are asked for by a name that is put together.
      ignoreDependencies: [/^@iconify-json\//, "@arethetypeswrong/cli", /^@tensorflow\//, "esbuild-register"],
    },
    // Grids are run by run-grid, which is a command there.
    experiments: { entry: ["*.ts", "test/*.test.ts"], project: ["**/*.ts"], ignoreDependencies: ["@liftjs/run-grid"] },
    tooling: { entry: ["**/*.mjs"], ignoreDependencies: ["@liftjs/datasets"] },
    "packages/*": { entry: ["test/**/*.test.ts"], project: ["{src,test}/**/*.ts"] },
    "packages/dataset-emoji": { ignoreDependencies: [/^@iconify-json\//] },
    "packages/engine-native": { ignoreDependencies: ["node-api-headers"] },
    "packages/image-ops": { ignoreDependencies: ["wabt"] },
  },
  // Loaded by a name that is put together, or by a program started apart.
  ignoreDependencies: ["fs-native-extensions", "@liftjs/paper-tables"],
  ignoreBinaries: ["sbatch"],
  // Catalogues import types of packages that may be absent.
  ignoreUnresolved: ["@liftjs/dataset-emoji"],
};
export default config;
