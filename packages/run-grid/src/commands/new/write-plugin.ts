import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LiftError, unknownName, type PluginKind } from "@liftjs/contracts";
import { starters, type Starter } from "./kinds.js";
import { compilerSettings, manifest, type Home } from "./manifest.js";

const templates = fileURLToPath(new URL("../../../templates", import.meta.url));

/** Words that cannot name a value, which the plugin's export must be. */
const reserved = new Set(
  "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof let new null return static super switch this throw true try typeof var void while with yield".split(
    " ",
  ),
);

const pascal = (name: string): string =>
  name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

const camel = (name: string): string => pascal(name).charAt(0).toLowerCase() + pascal(name).slice(1);

/** A plugin that was asked for. */
export interface NewPlugin {
  readonly kind: PluginKind;
  readonly name: string;
  readonly starter: Starter;
}

/** @throws LiftError `OPTIONS` or `UNKNOWN_NAME` when there is no such kind, or when the name cannot be one */
export function checkNew(kind: string, name: string): NewPlugin {
  const known = Object.keys(starters);
  const starter = Object.entries(starters).find(([key]) => key === kind)?.[1];
  if (!starter)
    throw new LiftError("UNKNOWN_NAME", `${unknownName("kind of plugin", kind, known)}; usage: lift new KIND NAME`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new LiftError(
      "OPTIONS",
      `a name of lower-case words joined by "-" is needed; got "${name}"; usage: lift new ${kind} NAME`,
    );
  if (reserved.has(name))
    throw new LiftError(
      "OPTIONS",
      `"${name}" is a word of the language and cannot name a plugin's export; take another`,
    );
  return { kind: kind as PluginKind, name, starter };
}

const fill = (template: string, name: string): string =>
  readFileSync(join(templates, template), "utf8")
    .replaceAll("__name__", name)
    .replaceAll("__Pascal__", pascal(name))
    .replaceAll("__camel__", camel(name));

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function readme({ kind, name, starter }: NewPlugin, packageName: string): string {
  const text = fill("README.md.template", name);
  const marks = { package: packageName, about: starter.about, kind, use: starter.inGrid(name) };
  return Object.entries(marks).reduce((filled, [mark, value]) => filled.replaceAll(`__${mark}__`, value), text);
}

/** The files of a new plugin, by their paths in its folder. */
export function filesOf(plugin: NewPlugin, packageName: string, home: Home): Record<string, string> {
  const { kind, name, starter } = plugin;
  const settings = Object.entries(compilerSettings(starter.imports, home));
  return {
    "package.json": json(manifest(packageName, starter, home)),
    ...Object.fromEntries(settings.map(([file, value]) => [file, json(value)])),
    "README.md": readme(plugin, packageName),
    "src/index.ts": `export * from "./${name}.js";\n`,
    [`src/${name}.ts`]: fill(`${kind}.ts.template`, name),
    [`test/${name}.test.ts`]: fill(`${kind}.test.ts.template`, name),
  };
}

/**
 * Write a new plugin into a folder of its own: source, test, README, and what a package needs. It works at once; replace its mathematics.
 * @throws LiftError `OPTIONS` when the folder is there already
 */
export function writePlugin(plugin: NewPlugin, folder: string, packageName: string, home: Home): void {
  if (existsSync(folder))
    throw new LiftError("OPTIONS", `"${folder}" exists already; take another name or delete it first`);
  try {
    for (const [path, text] of Object.entries(filesOf(plugin, packageName, home))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
