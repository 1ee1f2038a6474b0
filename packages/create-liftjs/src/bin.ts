#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { create } from "./create.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const [folder = "liftjs-grid", ...more] = process.argv.slice(2);

try {
  if (folder.startsWith("-") || more.length)
    throw new Error("give the name of a new folder: npm create liftjs my-grid");
  const files = create(folder, `^${version}`);
  process.stdout.write(`${folder}: ${files.join(", ")}\n\nnext:\n  cd ${folder}\n  npm install\n  npm run grid\n`);
} catch (cause) {
  process.stderr.write(`error: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 2;
}
