/**
 * Draw which package is built on which, from their imports, as Mermaid: docs/architecture/packages.md.
 *   node tooling/docs/architecture.mjs [--check]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "prettier";
import { node, installed, root } from "../lib/steps.mjs";

const file = join(root, "docs/architecture/packages.md");
const packageOf = (path) => /^packages\/([^/]+)\//.exec(path)?.[1] ?? null;
/** The many of one kind are one box. */
const boxOf = (name) => (name.startsWith("peft-") ? "peft-*" : name);

async function edges() {
  const args = [
    "--config",
    "tooling/dependency-cruiser.cjs",
    "--output-type",
    "json",
    "--include-only",
    "^packages/",
    "packages",
  ];
  const { modules } = JSON.parse(await node([installed("dependency-cruiser/bin/dependency-cruise.mjs"), ...args]));
  const found = new Set();
  for (const { source, dependencies } of modules) {
    const from = /\/src\//.test(source) ? packageOf(source) : null;
    for (const { resolved, dependencyTypes } of dependencies) {
      const to = packageOf(resolved);
      if (from && to && boxOf(from) !== boxOf(to) && !dependencyTypes.includes("type-only"))
        found.add(`${boxOf(from)} ${boxOf(to)}`);
    }
  }
  return [...found].map((edge) => edge.split(" "));
}

/** An arrow that a longer way implies is left out. */
function reduced(all) {
  const next = Map.groupBy
    ? Map.groupBy(all, ([from]) => from)
    : all.reduce((map, e) => map.set(e[0], [...(map.get(e[0]) ?? []), e]), new Map());
  const reaches = (from, to, seen = new Set()) =>
    (next.get(from) ?? []).some(([, via]) => via === to || (!seen.has(via) && reaches(via, to, seen.add(via))));
  return all.filter(([from, to]) => !(next.get(from) ?? []).some(([, via]) => via !== to && reaches(via, to)));
}

export async function drawing() {
  const lines = reduced(await edges())
    .map(([from, to]) => `  ${from.replace("*", "any")}["${from}"] --> ${to.replace("*", "any")}["${to}"]`)
    .sort();
  const text = `# The packages\n\nWho imports whom, drawn from the code by \`node tooling/docs/architecture.mjs\`; an arrow that a longer way implies is left out. No plugin imports another, and nothing below imports what is above: a check of CI.\n\n<!-- not run: a drawing -->\n\n\`\`\`mermaid\nflowchart TD\n${lines.join("\n")}\n\`\`\`\n\nRead next: [the walk of a cell](walk.md).\n`;
  return format(text, { parser: "markdown", printWidth: 120 });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const now = await drawing();
  if (process.argv.includes("--check")) {
    if (readFileSync(file, "utf8") !== now) {
      console.error("docs/architecture/packages.md is not of the code; run node tooling/docs/architecture.mjs");
      process.exitCode = 1;
    }
  } else writeFileSync(file, now);
}
