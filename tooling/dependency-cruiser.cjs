/**
 * What may import what: contracts ← tensor-files ← core-tensor ← plugins ← training ← run-grid ← experiments.
 * Packages are seen through their built declarations' imports as well as their sources, so paths name `packages/<name>/(src|dist)`.
 */
const base = "contracts|records|locks|tensor-files|engine-native|core-tensor";
const plugins =
  "image-ops|datasets|dataset-[^/]+|weights|backbones|nano-clip|peft-[^/]+|classifiers|losses|initializers|tte|augmentations|executor-[^/]+";
const free = "paper-tables|report|mlflow-js-client|testkit";

const of = (names) => `^packages/(${names})/`;
const notOf = (names) => `^packages/(?!(${names})/)[^/]+/`;

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "not-resolvable",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: { couldNotResolve: true },
    },
    {
      name: "contracts-import-no-package",
      severity: "error",
      from: { path: "^packages/contracts/src/" },
      to: { path: notOf("contracts") },
    },
    {
      name: "tensor-files-imports-contracts-only",
      severity: "error",
      from: { path: "^packages/tensor-files/src/" },
      to: { path: notOf("contracts|tensor-files") },
    },
    {
      name: "engine-native-imports-contracts-and-locks",
      severity: "error",
      from: { path: "^packages/engine-native/src/" },
      to: { path: notOf("contracts|locks|engine-native") },
    },
    {
      name: "core-tensor-imports-contracts-and-engine",
      severity: "error",
      from: { path: "^packages/core-tensor/src/" },
      to: { path: notOf(base) },
    },
    {
      name: "plugins-import-no-plugin",
      comment:
        "A plugin sees contracts, core-tensor, image-ops and itself. `backbones` and `datasets` may read weights and images.",
      severity: "error",
      from: { path: `^packages/(${plugins})/src/`, pathNot: "^packages/dataset-[^/]+/" },
      to: { path: notOf(`${base}|image-ops|weights`), pathNot: "^packages/$1/" },
    },
    {
      name: "data-sets-build-on-datasets",
      comment: "A data set of its own package is put together by what `datasets` has for all of them.",
      severity: "error",
      from: { path: "^packages/(dataset-[^/]+)/src/" },
      to: { path: notOf(`${base}|datasets`), pathNot: "^packages/$1/" },
    },
    {
      name: "grid-is-a-language-alone",
      comment: "A grid file installs nothing that draws or computes; names and options of plugins are types.",
      severity: "error",
      from: { path: "^packages/grid/src/" },
      to: { path: notOf("contracts|records|grid"), dependencyTypesNot: ["type-only"] },
    },
    {
      name: "training-lists-no-plugin",
      comment: "It is handed its plugins; it reads adapter files by `weights`.",
      severity: "error",
      from: { path: "^packages/training/src/" },
      to: { path: notOf(`${base}|image-ops|weights|training`) },
    },
    {
      name: "inference-lists-no-plugin",
      comment: "It is handed its plugins, and assembles models as training does.",
      severity: "error",
      from: { path: "^packages/inference/src/" },
      to: { path: notOf(`${base}|image-ops|weights|training|inference`) },
    },
    {
      name: "reports-stand-alone",
      severity: "error",
      from: { path: "^packages/(paper-tables|report|mlflow-js-client)/src/" },
      to: { path: notOf(`contracts|records|tensor-files|${free}`) },
    },
    {
      name: "nothing-builds-on-run-grid",
      severity: "error",
      from: { path: `^packages/(?!run-grid|testkit|liftjs/)[^/]+/src/` },
      to: { path: of("run-grid") },
    },
    {
      name: "no-foreign-src",
      comment: "A package is used by its name.",
      severity: "error",
      from: { path: "^(packages/([^/]+)|experiments)/" },
      to: { path: "^packages/[^/]+/src/", pathNot: "^packages/$2/src/" },
    },
    {
      name: "tsyringe-in-one-file",
      severity: "error",
      from: { pathNot: "^packages/contracts/src/container\\.ts$" },
      to: { path: "(^|/)node_modules/tsyringe/|^tsyringe$" },
    },
    {
      name: "tfjs-node-javascript-unused",
      comment: "Only its C++ is used; its JavaScript brings its own copy of everything.",
      severity: "error",
      from: { path: "^(packages|experiments)/" },
      to: { path: "(^|/)@tensorflow/tfjs-node" },
    },
    {
      name: "no-undeclared-package",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: {
        dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"],
        dependencyTypesNot: ["npm", "npm-peer"],
        pathNot: "^packages/",
      },
    },
  ],
  options: {
    includeOnly: "^(packages|experiments|node_modules)",
    exclude: { path: "/dist/.*\\.test\\.|/test/fixtures/" },
    doNotFollow: { path: "node_modules|/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".d.ts"],
    },
  },
};
