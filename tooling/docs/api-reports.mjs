/**
 * What each package exports, with its types, as one file a package in docs/api-reports/: a change of it is seen in review.
 * Made from the compiled declarations that the index reaches, comments left out.
 *   node tooling/docs/api-reports.mjs [--check]
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { manifestOf, packageFolders } from "../lib/workspace.mjs";
import { root } from "../lib/steps.mjs";

const folder = join(root, "docs/api-reports");
const published = packageFolders().filter((place) => !manifestOf(place).private);

/** Declarations as text without comments, white space made one. */
const printer = ts.createPrinter({ removeComments: true });
const textOf = (declaration) => {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile()).replace(/\r\n/g, "\n");
};

function reportOf(place, program) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(place, "dist/index.d.ts"));
  const symbol = source && checker.getSymbolAtLocation(source);
  const own = (declaration) => declaration.getSourceFile().fileName.startsWith(`${place}/`);
  const exported = symbol ? checker.getExportsOfModule(symbol) : [];
  const entries = exported.map((one) => {
    const real = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
    const declarations = (real.declarations ?? []).filter((d) => own(d) && !ts.isSourceFile(d));
    const text = [...new Set(declarations.map(textOf))].join("\n");
    return [one.name, text || `export { ${one.name} }; // of another package`];
  });
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `// ${manifestOf(place).name}\n\n${sorted.map(([, text]) => text).join("\n\n")}\n`;
}

const files = published.map((place) => join(place, "dist/index.d.ts")).filter((file) => existsSync(file));
const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, skipLibCheck: true, types: [] });
const reports = new Map(published.map((place) => [`${basename(place)}.d.ts.txt`, reportOf(place, program)]));

if (process.argv.includes("--check")) {
  const present = existsSync(folder) ? readdirSync(folder) : [];
  const changed = [...reports].filter(
    ([name, text]) => !present.includes(name) || readFileSync(join(folder, name), "utf8") !== text,
  );
  const gone = present.filter((name) => !reports.has(name));
  const names = [...changed.map(([name]) => name), ...gone];
  if (names.length) {
    console.error(
      `the public types of ${names.join(", ")} changed; if that is meant: node tooling/docs/api-reports.mjs`,
    );
    process.exitCode = 1;
  }
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of reports) writeFileSync(join(folder, name), text);
}
