import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** What makes code hard to read, anywhere. Formatting is prettier's. */
const readable = {
  "max-lines": ["error", { max: 260, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
  "max-params": "off",
  complexity: ["error", 15],
  "max-depth": ["error", 4],
  eqeqeq: ["error", "always", { null: "ignore" }],
  "no-console": "off",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
  "object-shorthand": "error",
  "prefer-const": ["error", { destructuring: "all" }],
};

/** What the compiler does not see: promises nobody waits for, values of no type. */
const typed = {
  "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
  "@typescript-eslint/no-floating-promises": "error",
  "@typescript-eslint/no-misused-promises": "error",
  "@typescript-eslint/await-thenable": "error",
  "@typescript-eslint/only-throw-error": "error",
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
  "@typescript-eslint/no-non-null-assertion": "off",
  "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
};

export default defineConfig(
  globalIgnores([
    "**/dist/",
    "**/node_modules/",
    "**/fixtures/",
    "**/generated/",
    "docs/results/",
    "coverage/",
    "out/",
    "runs/",
  ]),
  js.configs.recommended,
  { rules: readable },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: "tooling/tsconfig.lint.json", tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  {
    files: ["**/test/**/*.ts", "packages/testkit/**", "experiments/**"],
    rules: {
      "max-lines-per-function": "off",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        document: "readonly", // in functions that run in a page
        URL: "readonly",
        performance: "readonly",
        module: "writable",
        setTimeout: "readonly",
        setImmediate: "readonly",
        clearTimeout: "readonly",
        Buffer: "readonly",
        fetch: "readonly",
      },
    },
  },
);
