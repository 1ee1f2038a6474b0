import { checkExamples } from "../docs/examples.mjs";

/** Every example of docs/plugins and docs/library.md compiles against the built packages. */
export const title = "examples in docs";
export const run = async () => `${await checkExamples()} examples`;
